//! Who comes too late for certain, found out before anything is sealed.

use linia_chassis::{database::DbError, id::StageId};
use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::domain::entry_tag::EntryTag;

/// The closing time of a stage whose end is known, if the [accepting
/// statement](super::accept::accept_versions) could answer a new version of the
/// entry with nothing but that it is late. `None` wherever there is anything
/// else to it: a time of the entrant's own, a request that was answered or is
/// held, a later stage, which finalists alone may enter.
pub async fn find(
    conn: &mut PgConnection,
    stage: StageId,
    entry: EntryTag,
    request_tag: &[u8],
) -> Result<Option<OffsetDateTime>, DbError> {
    let close_time = sqlx::query_scalar!(
        "SELECT s.close_time FROM stage s \
         WHERE s.id = $1 AND s.ordinal = 1 AND NOT s.cancelled AND s.close_time <= linia_now() \
         AND NOT EXISTS (SELECT FROM individual_extension x WHERE x.stage = s.id AND x.entry = $2) \
         AND NOT EXISTS (SELECT FROM entry_version v WHERE v.request_tag = $3) \
         AND NOT EXISTS (SELECT FROM held_entry h WHERE h.request_tag = $3)",
        stage.as_uuid(),
        entry.as_uuid(),
        request_tag,
    )
    .fetch_optional(conn)
    .await?;
    Ok(close_time)
}
