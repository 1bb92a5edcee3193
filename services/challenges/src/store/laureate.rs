//! The table `laureate`.

use linia_chassis::id::{ChallengeId, EntrantName, WorkId};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{StoreError, rows::LaureateRow};
use crate::domain::state::Laureate;

/// The laureates of some challenges, by rank.
pub(super) async fn list(
    conn: &mut PgConnection,
    challenges: &[Uuid],
) -> Result<Vec<LaureateRow>, StoreError> {
    let rows = sqlx::query_as!(
        LaureateRow,
        "SELECT challenge, work, rank, entrant FROM laureate \
         WHERE challenge = ANY ($1) ORDER BY challenge, rank, work",
        challenges
    )
    .fetch_all(conn)
    .await?;
    Ok(rows)
}

/// Adds the laureates that the jury proposes.
///
/// # Errors
/// [`StoreError`].
pub async fn insert_all(
    conn: &mut PgConnection,
    challenge: ChallengeId,
    laureates: &[Laureate],
) -> Result<(), StoreError> {
    let works: Vec<Uuid> = laureates.iter().map(|l| l.work.as_uuid()).collect();
    let ranks: Vec<i32> = laureates.iter().map(|l| l.rank).collect();
    sqlx::query!(
        "INSERT INTO laureate (challenge, work, rank) \
         SELECT $1, work, rank FROM unnest($2::uuid[], $3::integer[]) AS l (work, rank)",
        challenge.as_uuid(),
        &works,
        &ranks,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Removes the proposed laureates, whose proposal the jury has corrected.
///
/// # Errors
/// [`StoreError`]; the database refuses it once one of them was revealed.
pub async fn delete_all(conn: &mut PgConnection, challenge: ChallengeId) -> Result<(), StoreError> {
    sqlx::query!(
        "DELETE FROM laureate WHERE challenge = $1",
        challenge.as_uuid()
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Fills in who is behind a work.
///
/// # Errors
/// [`StoreError`].
pub async fn reveal(
    conn: &mut PgConnection,
    challenge: ChallengeId,
    work: WorkId,
    entrant: EntrantName,
) -> Result<(), StoreError> {
    sqlx::query!(
        "UPDATE laureate SET entrant = $3 WHERE challenge = $1 AND work = $2",
        challenge.as_uuid(),
        work.as_uuid(),
        entrant.to_string(),
    )
    .execute(conn)
    .await?;
    Ok(())
}
