//! The table `admission`.

use linia_chassis::id::{ChallengeId, EntrantName};
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::StoreError;
use crate::domain::admission::{Admission, AdmissionState, Carried, Decision};

/// Finds an application or invitation.
///
/// # Errors
/// [`StoreError`].
pub async fn find(
    conn: &mut PgConnection,
    challenge: ChallengeId,
    entrant: &EntrantName,
) -> Result<Option<Admission>, StoreError> {
    let row = sqlx::query_as!(
        AdmissionRow,
        "SELECT challenge, entrant, state, text, reason, create_time, decide_time, carried_from, \
         carried_rank FROM admission \
         WHERE challenge = $1 AND entrant = $2",
        challenge.as_uuid(),
        entrant.to_string(),
    )
    .fetch_optional(conn)
    .await?;
    row.map(Admission::try_from).transpose()
}

/// Lists applications and invitations by entrant, those of `entrants` only
/// unless all are asked for.
///
/// # Errors
/// [`StoreError`].
pub async fn list(
    conn: &mut PgConnection,
    challenge: ChallengeId,
    entrants: Option<&[String]>,
    after: Option<&str>,
    limit: i64,
) -> Result<Vec<Admission>, StoreError> {
    let rows = sqlx::query_as!(
        AdmissionRow,
        "SELECT challenge, entrant, state, text, reason, create_time, decide_time, carried_from, \
         carried_rank FROM admission \
         WHERE challenge = $1 AND ($2::text[] IS NULL OR entrant = ANY ($2)) \
           AND ($3::text IS NULL OR entrant > $3) \
         ORDER BY entrant LIMIT $4",
        challenge.as_uuid(),
        entrants,
        after,
        limit,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(Admission::try_from).collect()
}

/// Saves an application or invitation.
///
/// # Errors
/// [`StoreError`].
pub async fn save(conn: &mut PgConnection, admission: &Admission) -> Result<(), StoreError> {
    let (state, decision) = match &admission.state {
        AdmissionState::Applied => ("APPLIED", None),
        AdmissionState::Admitted(decision) => ("ADMITTED", Some(decision)),
        AdmissionState::Refused(decision) => ("REFUSED", Some(decision)),
        AdmissionState::Invited => ("INVITED", None),
    };
    sqlx::query!(
        "INSERT INTO admission (challenge, entrant, state, text, reason, create_time, decide_time, \
         carried_from, carried_rank) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
         ON CONFLICT (challenge, entrant) DO UPDATE \
         SET state = EXCLUDED.state, text = EXCLUDED.text, reason = EXCLUDED.reason, \
             decide_time = EXCLUDED.decide_time, carried_from = EXCLUDED.carried_from, \
             carried_rank = EXCLUDED.carried_rank",
        admission.challenge.as_uuid(),
        admission.entrant.to_string(),
        state,
        admission.text,
        decision.map(|d| d.reason.as_str()).unwrap_or_default(),
        admission.create_time,
        decision.map(|d| d.decide_time),
        admission.carried.map(|carried| carried.from.as_uuid()),
        admission.carried.map(|carried| carried.rank),
    )
    .execute(conn)
    .await?;
    Ok(())
}

struct AdmissionRow {
    challenge: Uuid,
    entrant: String,
    state: String,
    text: String,
    reason: String,
    create_time: OffsetDateTime,
    decide_time: Option<OffsetDateTime>,
    carried_from: Option<Uuid>,
    carried_rank: Option<i32>,
}

impl TryFrom<AdmissionRow> for Admission {
    type Error = StoreError;

    fn try_from(row: AdmissionRow) -> Result<Self, StoreError> {
        let decision = |decide_time| Decision {
            reason: row.reason,
            decide_time,
        };
        let state = match (row.state.as_str(), row.decide_time) {
            ("APPLIED", None) => AdmissionState::Applied,
            ("INVITED", None) => AdmissionState::Invited,
            ("ADMITTED", Some(time)) => AdmissionState::Admitted(decision(time)),
            ("REFUSED", Some(time)) => AdmissionState::Refused(decision(time)),
            _ => return Err(StoreError::Corrupt("admission.state")),
        };
        let entrant = row.entrant.parse();
        Ok(Self {
            challenge: row.challenge.into(),
            entrant: entrant.map_err(|_| StoreError::Corrupt("admission.entrant"))?,
            text: row.text,
            create_time: row.create_time,
            state,
            carried: row
                .carried_from
                .zip(row.carried_rank)
                .map(|(from, rank)| Carried {
                    from: from.into(),
                    rank,
                }),
        })
    }
}
