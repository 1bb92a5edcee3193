//! Which protocol the head of the authority approved.

use linia_chassis::{database::DbError, id::StageId};
use sqlx::PgConnection;
use time::OffsetDateTime;

/// Notes what was approved; the first approval stays.
pub async fn insert(
    conn: &mut PgConnection,
    stage: StageId,
    protocol_sha256: &[u8; 32],
    now: OffsetDateTime,
) -> Result<(), DbError> {
    sqlx::query!(
        "INSERT INTO result_approval (stage, protocol_sha256, note_time) VALUES ($1, $2, $3) \
         ON CONFLICT DO NOTHING",
        stage.as_uuid(),
        protocol_sha256.as_slice(),
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Whether a result of the stage was approved.
pub async fn exists(conn: &mut PgConnection, stage: StageId) -> Result<bool, DbError> {
    let found = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM result_approval WHERE stage = $1) AS "found!""#,
        stage.as_uuid(),
    )
    .fetch_one(conn)
    .await?;
    Ok(found)
}
