//! The table `appeal`.

use linia_chassis::id::{AppealId, ChallengeId};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{StoreError, rows::AppealRow};
use crate::domain::appeal::Appeal;

/// The appeals of some challenges, oldest first.
pub(super) async fn list(
    conn: &mut PgConnection,
    challenges: &[Uuid],
) -> Result<Vec<AppealRow>, StoreError> {
    let rows = sqlx::query_as!(
        AppealRow,
        "SELECT challenge, id, reference, create_time, decision, reason, decide_time FROM appeal \
         WHERE challenge = ANY ($1) ORDER BY challenge, create_time, id",
        challenges
    )
    .fetch_all(conn)
    .await?;
    Ok(rows)
}

/// The challenge that an appeal is about.
///
/// # Errors
/// [`StoreError`].
pub async fn find_challenge(
    conn: &mut PgConnection,
    appeal: AppealId,
) -> Result<Option<ChallengeId>, StoreError> {
    let id = sqlx::query_scalar!(
        "SELECT challenge FROM appeal WHERE id = $1",
        appeal.as_uuid()
    )
    .fetch_optional(conn)
    .await?;
    Ok(id.map(ChallengeId::from))
}

/// Adds an appeal, or what was decided on it.
///
/// # Errors
/// [`StoreError`].
pub async fn save(
    conn: &mut PgConnection,
    challenge: ChallengeId,
    appeal: &Appeal,
) -> Result<(), StoreError> {
    let verdict = appeal.verdict.as_ref();
    sqlx::query!(
        "INSERT INTO appeal (id, challenge, reference, create_time, decision, reason, decide_time) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) \
         ON CONFLICT (id) DO UPDATE SET decision = EXCLUDED.decision, reason = EXCLUDED.reason, \
             decide_time = EXCLUDED.decide_time \
         WHERE appeal.decision IS NULL",
        appeal.id.as_uuid(),
        challenge.as_uuid(),
        appeal.reference,
        appeal.create_time,
        verdict.map(|verdict| verdict.decision.as_str()),
        verdict.map(|verdict| verdict.reason.as_str()),
        verdict.map(|verdict| verdict.decide_time),
    )
    .execute(conn)
    .await?;
    Ok(())
}
