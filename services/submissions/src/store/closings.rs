//! Closing records.

use linia_chassis::{
    database::DbError,
    id::{ChallengeId, StageId},
};
use sqlx::PgConnection;

use crate::domain::closing::ClosingRecord;

/// Writes the record of a closing.
pub async fn insert(
    conn: &mut PgConnection,
    record: &ClosingRecord,
    canonical: &[u8],
    sha256: &[u8; 32],
) -> Result<(), DbError> {
    let count = i64::try_from(record.version_count).expect("a table holds fewer rows");
    sqlx::query!(
        "INSERT INTO closing (stage, challenge, close_time, record_time, version_count, record, record_sha256) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        record.stage.as_uuid(),
        record.challenge.as_uuid(),
        record.close_time,
        record.record_time,
        count,
        canonical,
        sha256.as_slice(),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The canonical JSON of a stage's closing record.
pub async fn find_record(
    conn: &mut PgConnection,
    stage: StageId,
) -> Result<Option<Vec<u8>>, DbError> {
    let record = sqlx::query_scalar!(
        "SELECT record FROM closing WHERE stage = $1",
        stage.as_uuid()
    )
    .fetch_optional(conn)
    .await?;
    Ok(record)
}

/// The closed stages of a challenge, always in the same order.
pub async fn list_of_challenge(
    conn: &mut PgConnection,
    challenge: ChallengeId,
) -> Result<Vec<StageId>, DbError> {
    let stages = sqlx::query_scalar!(
        "SELECT stage FROM closing WHERE challenge = $1 ORDER BY stage",
        challenge.as_uuid(),
    )
    .fetch_all(conn)
    .await?;
    Ok(stages.into_iter().map(StageId::from).collect())
}
