//! Who comes too late for certain, found out before anything is sealed.

use linia_chassis::database::DbError;
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::domain::latecomer::Latecomer;

/// Of each the closing time of a stage whose end is known, if the [accepting
/// statement](super::accept::accept_versions) could answer a new version with
/// nothing but that it is late. `None` wherever there is anything else to it: a
/// time of the entrant's own, a request that was answered or is held, a later
/// stage, which finalists alone may enter.
pub async fn find(
    conn: &mut PgConnection,
    latecomers: &[Latecomer],
) -> Result<Vec<Option<OffsetDateTime>>, DbError> {
    let stages: Vec<Uuid> = latecomers.iter().map(|it| it.stage.as_uuid()).collect();
    let entries: Vec<Uuid> = latecomers.iter().map(|it| it.entry.as_uuid()).collect();
    let requests: Vec<&[u8]> = latecomers.iter().map(|it| &it.request_tag[..]).collect();
    // One index lookup each, as in the accepting statement, whatever the planner
    // thinks of the size of a table that has just grown.
    let close_times = sqlx::query_scalar!(
        r#"
        SELECT CASE WHEN own.entry IS NULL AND first.version IS NULL AND held.request_tag IS NULL
            THEN s.close_time END AS close_time
        FROM unnest($1::uuid[], $2::uuid[], $3::bytea[])
            WITH ORDINALITY AS c (stage, entry, request_tag, place)
        LEFT JOIN stage s ON s.id = c.stage AND s.ordinal = 1 AND NOT s.cancelled
            AND s.close_time <= linia_now()
        LEFT JOIN LATERAL (
            SELECT x.entry FROM individual_extension x
            WHERE x.stage = c.stage AND x.entry = c.entry LIMIT 1
        ) own ON true
        LEFT JOIN LATERAL (
            SELECT v.version FROM entry_version v WHERE v.request_tag = c.request_tag LIMIT 1
        ) first ON true
        LEFT JOIN LATERAL (
            SELECT h.request_tag FROM held_entry h WHERE h.request_tag = c.request_tag LIMIT 1
        ) held ON true
        ORDER BY c.place
        "#,
        &stages,
        &entries,
        &requests as &[&[u8]],
    )
    .fetch_all(conn)
    .await?;
    Ok(close_times)
}
