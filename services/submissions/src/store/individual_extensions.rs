//! The replica of challenges' individual extensions: by entry, which does not
//! say who.

use linia_chassis::{database::DbError, id::StageId};
use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::domain::entry_tag::EntryTag;

/// Notes that an entry is taken until a later time than all others. Harmless if
/// it was noted before; never makes it earlier.
pub async fn save(
    conn: &mut PgConnection,
    stage: StageId,
    entry: EntryTag,
    close_time: OffsetDateTime,
) -> Result<(), DbError> {
    sqlx::query!(
        "INSERT INTO individual_extension (stage, entry, close_time) VALUES ($1, $2, $3) \
         ON CONFLICT (stage, entry) DO UPDATE SET close_time = EXCLUDED.close_time \
         WHERE individual_extension.close_time < EXCLUDED.close_time",
        stage.as_uuid(),
        entry.as_uuid(),
        close_time,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Until when an entry is taken, if it has a time of its own.
pub async fn find(
    conn: &mut PgConnection,
    stage: StageId,
    entry: EntryTag,
) -> Result<Option<OffsetDateTime>, DbError> {
    let found = sqlx::query_scalar!(
        "SELECT close_time FROM individual_extension WHERE stage = $1 AND entry = $2",
        stage.as_uuid(),
        entry.as_uuid(),
    )
    .fetch_optional(conn)
    .await?;
    Ok(found)
}

/// The latest closing time that one entrant of the stage was given.
pub async fn latest(
    conn: &mut PgConnection,
    stage: StageId,
) -> Result<Option<OffsetDateTime>, DbError> {
    let latest = sqlx::query_scalar!(
        "SELECT max(close_time) FROM individual_extension WHERE stage = $1",
        stage.as_uuid(),
    )
    .fetch_one(conn)
    .await?;
    Ok(latest)
}
