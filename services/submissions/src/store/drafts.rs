//! Workspaces, encrypted with this service's own key.

use linia_chassis::{database::DbError, id::StageId};
use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::domain::entry_tag::EntryTag;

/// A stored workspace.
pub struct DraftRow {
    /// The wrapped content.
    pub wrapped: Vec<u8>,
    /// When it was last saved.
    pub update_time: OffsetDateTime,
}

/// Saves a workspace if its stage takes works at this moment, and returns the
/// time. The caller shares the stage's lock, so that none is left behind when
/// the stage ends.
pub async fn save(
    conn: &mut PgConnection,
    stage: StageId,
    entry: EntryTag,
    wrapped: &[u8],
) -> Result<Option<OffsetDateTime>, DbError> {
    let update_time = sqlx::query_scalar!(
        "INSERT INTO draft (entry, stage, wrapped, update_time) \
         SELECT $2, s.id, $3, clock.now \
         FROM stage s CROSS JOIN (SELECT linia_now() AS now) clock \
         WHERE s.id = $1 AND NOT s.cancelled \
           AND clock.now >= s.open_time AND clock.now < greatest(s.close_time, ( \
             SELECT x.close_time FROM individual_extension x WHERE x.stage = $1 AND x.entry = $2)) \
           AND NOT EXISTS (SELECT FROM closing c WHERE c.stage = s.id) \
         ON CONFLICT (entry) DO UPDATE \
         SET wrapped = EXCLUDED.wrapped, update_time = EXCLUDED.update_time \
         RETURNING update_time",
        stage.as_uuid(),
        entry.as_uuid(),
        wrapped,
    )
    .fetch_optional(conn)
    .await?;
    Ok(update_time)
}

/// Finds a workspace.
pub async fn find(conn: &mut PgConnection, entry: EntryTag) -> Result<Option<DraftRow>, DbError> {
    let row = sqlx::query_as!(
        DraftRow,
        "SELECT wrapped, update_time FROM draft WHERE entry = $1",
        entry.as_uuid(),
    )
    .fetch_optional(conn)
    .await?;
    Ok(row)
}

/// Removes the workspaces of a stage.
pub async fn delete_of_stage(conn: &mut PgConnection, stage: StageId) -> Result<(), DbError> {
    sqlx::query!("DELETE FROM draft WHERE stage = $1", stage.as_uuid())
        .execute(conn)
        .await?;
    Ok(())
}

/// The stages of which there are drafts.
pub async fn list_stages(conn: &mut PgConnection) -> Result<Vec<StageId>, DbError> {
    let stages = sqlx::query_scalar!("SELECT DISTINCT stage FROM draft ORDER BY stage")
        .fetch_all(conn)
        .await?;
    Ok(stages.into_iter().map(StageId::from).collect())
}

/// Removes a workspace.
pub async fn delete(conn: &mut PgConnection, entry: EntryTag) -> Result<(), DbError> {
    sqlx::query!("DELETE FROM draft WHERE entry = $1", entry.as_uuid())
        .execute(conn)
        .await?;
    Ok(())
}
