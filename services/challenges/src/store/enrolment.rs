//! The table `enrolment`. Whoever writes it has locked the programme.

use linia_chassis::id::{EntrantName, ProgrammeId};
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::StoreError;
use crate::domain::{
    admission::Carried,
    enrolment::{Enrolment, EnrolmentState},
    programme::Taken,
};

/// Selects enrolments; the tail begins with `WHERE`.
macro_rules! select_enrolments {
    ($tail:literal, $($argument:expr),+) => {
        sqlx::query_as!(
            EnrolmentRow,
            "SELECT programme, entrant, state, phase, arrival, reason, create_time, update_time, \
             carried_from, carried_rank FROM enrolment " + $tail,
            $($argument),+
        )
    };
}

/// Finds somebody's enrolment.
///
/// # Errors
/// [`StoreError`].
pub async fn find(
    conn: &mut PgConnection,
    programme: ProgrammeId,
    entrant: &EntrantName,
) -> Result<Option<Enrolment>, StoreError> {
    let row = select_enrolments!(
        "WHERE programme = $1 AND entrant = $2",
        programme.as_uuid(),
        entrant.to_string()
    )
    .fetch_optional(conn)
    .await?;
    row.map(Enrolment::try_from).transpose()
}

/// Lists the running programmes in which somebody has a place or waits for one,
/// in the order in which they are locked.
///
/// # Errors
/// [`StoreError`].
pub async fn list_programmes_of(
    conn: &mut PgConnection,
    entrant: &EntrantName,
) -> Result<Vec<ProgrammeId>, StoreError> {
    let programmes = sqlx::query_scalar!(
        "SELECT e.programme FROM enrolment e JOIN programme p ON p.id = e.programme \
         WHERE e.entrant = $1 AND e.state IN ('ENROLLED', 'WAITING') AND p.state = 'PUBLISHED' \
         ORDER BY e.programme",
        entrant.to_string(),
    )
    .fetch_all(conn)
    .await?;
    Ok(programmes.into_iter().map(ProgrammeId::from).collect())
}

/// Finds who has waited longest.
///
/// # Errors
/// [`StoreError`].
pub async fn find_first_waiting(
    conn: &mut PgConnection,
    programme: ProgrammeId,
) -> Result<Option<Enrolment>, StoreError> {
    let row = select_enrolments!(
        "WHERE programme = $1 AND state = 'WAITING' ORDER BY arrival LIMIT 1",
        programme.as_uuid()
    )
    .fetch_optional(conn)
    .await?;
    row.map(Enrolment::try_from).transpose()
}

/// Lists enrolments in order of arrival, those of `entrants` only unless all
/// are asked for.
///
/// # Errors
/// [`StoreError`].
pub async fn list(
    conn: &mut PgConnection,
    programme: ProgrammeId,
    entrants: Option<&[String]>,
    after: i64,
    limit: i64,
) -> Result<Vec<Enrolment>, StoreError> {
    let rows = select_enrolments!(
        "WHERE programme = $1 AND ($2::text[] IS NULL OR entrant = ANY ($2)) AND arrival > $3 \
         ORDER BY arrival LIMIT $4",
        programme.as_uuid(),
        entrants,
        after,
        limit
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(Enrolment::try_from).collect()
}

/// How many have a place, and how many wait for one.
///
/// # Errors
/// [`StoreError`].
pub async fn count_taken(
    conn: &mut PgConnection,
    programme: ProgrammeId,
) -> Result<Taken, StoreError> {
    let taken = sqlx::query_as!(
        Taken,
        r#"SELECT count(*) FILTER (WHERE state = 'ENROLLED') AS "places!",
                  count(*) FILTER (WHERE state = 'WAITING') AS "waiting!"
           FROM enrolment WHERE programme = $1 AND state IN ('ENROLLED', 'WAITING')"#,
        programme.as_uuid()
    )
    .fetch_one(conn)
    .await?;
    Ok(taken)
}

/// How many are in a phase.
///
/// # Errors
/// [`StoreError`].
pub async fn count_in_phase(
    conn: &mut PgConnection,
    programme: ProgrammeId,
    phase: i32,
) -> Result<i64, StoreError> {
    let count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM enrolment
           WHERE programme = $1 AND state = 'ENROLLED' AND phase = $2"#,
        programme.as_uuid(),
        phase
    )
    .fetch_one(conn)
    .await?;
    Ok(count)
}

/// The number that the next who comes gets.
///
/// # Errors
/// [`StoreError`].
pub async fn next_arrival(
    conn: &mut PgConnection,
    programme: ProgrammeId,
) -> Result<i64, StoreError> {
    let number = sqlx::query_scalar!(
        r#"SELECT coalesce(max(arrival), 0) + 1 AS "number!" FROM enrolment WHERE programme = $1"#,
        programme.as_uuid()
    )
    .fetch_one(conn)
    .await?;
    Ok(number)
}

/// Saves whoever enrols themselves, if the enrolment is open by now: only here
/// it cannot race. Tells whether it did.
///
/// # Errors
/// [`StoreError`].
pub async fn save_in_time(
    conn: &mut PgConnection,
    enrolment: &Enrolment,
) -> Result<bool, StoreError> {
    let done = sqlx::query!(
        "INSERT INTO enrolment (programme, entrant, state, phase, arrival, create_time, \
         update_time) \
         SELECT p.id, $2, $3, $4, $5, $6, $7 FROM programme p \
         WHERE p.id = $1 AND p.state = 'PUBLISHED' \
           AND (p.open_time IS NULL OR p.open_time <= linia_now()) \
           AND linia_now() < p.close_time \
         ON CONFLICT (programme, entrant) DO UPDATE \
         SET state = EXCLUDED.state, phase = EXCLUDED.phase, arrival = EXCLUDED.arrival, \
             update_time = EXCLUDED.update_time",
        enrolment.programme.as_uuid(),
        enrolment.entrant.to_string(),
        enrolment.state.kind().as_str(),
        enrolment.state.phase(),
        enrolment.arrival,
        enrolment.create_time,
        enrolment.update_time,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Saves whoever is carried in.
///
/// # Errors
/// [`StoreError`].
pub async fn insert_carried(
    conn: &mut PgConnection,
    enrolment: &Enrolment,
) -> Result<(), StoreError> {
    sqlx::query!(
        "INSERT INTO enrolment (programme, entrant, state, phase, arrival, create_time, \
         update_time, carried_from, carried_rank) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        enrolment.programme.as_uuid(),
        enrolment.entrant.to_string(),
        enrolment.state.kind().as_str(),
        enrolment.state.phase(),
        enrolment.arrival,
        enrolment.create_time,
        enrolment.update_time,
        enrolment.carried.map(|carried| carried.from.as_uuid()),
        enrolment.carried.map(|carried| carried.rank),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Saves where somebody stands who came before.
///
/// # Errors
/// [`StoreError`].
pub async fn update_state(
    conn: &mut PgConnection,
    enrolment: &Enrolment,
) -> Result<(), StoreError> {
    sqlx::query!(
        "UPDATE enrolment SET state = $3, phase = $4, reason = $5, update_time = $6 \
         WHERE programme = $1 AND entrant = $2",
        enrolment.programme.as_uuid(),
        enrolment.entrant.to_string(),
        enrolment.state.kind().as_str(),
        enrolment.state.phase(),
        enrolment.state.reason(),
        enrolment.update_time,
    )
    .execute(conn)
    .await?;
    Ok(())
}

struct EnrolmentRow {
    programme: Uuid,
    entrant: String,
    state: String,
    phase: Option<i32>,
    arrival: i64,
    reason: Option<String>,
    create_time: OffsetDateTime,
    update_time: OffsetDateTime,
    carried_from: Option<Uuid>,
    carried_rank: Option<i32>,
}

impl TryFrom<EnrolmentRow> for Enrolment {
    type Error = StoreError;

    fn try_from(row: EnrolmentRow) -> Result<Self, StoreError> {
        let state = match (row.state.as_str(), row.phase, row.reason) {
            ("ENROLLED", Some(phase), None) => EnrolmentState::Enrolled { phase },
            ("WAITING", None, None) => EnrolmentState::Waiting,
            ("LEFT", None, None) => EnrolmentState::Left,
            ("REMOVED", None, Some(reason)) => EnrolmentState::Removed { reason },
            _ => return Err(StoreError::Corrupt("enrolment.state")),
        };
        let entrant = row.entrant.parse();
        let carried = row.carried_from.zip(row.carried_rank);
        Ok(Self {
            programme: row.programme.into(),
            entrant: entrant.map_err(|_| StoreError::Corrupt("enrolment.entrant"))?,
            state,
            arrival: row.arrival,
            create_time: row.create_time,
            update_time: row.update_time,
            carried: carried.map(|(from, rank)| Carried {
                from: from.into(),
                rank,
            }),
        })
    }
}
