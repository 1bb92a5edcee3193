//! The inbox: the last version of each aggregate that a consumer has handled.

use std::collections::HashMap;

use sqlx::PgConnection;
use uuid::Uuid;

use super::EventRecord;
use crate::database::DbError;

/// Locks an aggregate for a consumer and returns the last version handled.
pub(super) async fn lock_in_tx(
    conn: &mut PgConnection,
    consumer: &str,
    event: &EventRecord,
) -> Result<i64, DbError> {
    Ok(sqlx::query_scalar!(
        "INSERT INTO inbox (consumer, source, aggregate_id, version) VALUES ($1, $2, $3, 0) \
         ON CONFLICT (consumer, source, aggregate_id) DO UPDATE SET version = inbox.version \
         RETURNING version",
        consumer,
        event.service,
        event.aggregate_id,
    )
    .fetch_one(conn)
    .await?)
}

/// The last versions handled of many aggregates; absent means none. Locks
/// them, so that a redrive and a reader do not overtake each other.
pub(super) async fn versions_in_tx(
    conn: &mut PgConnection,
    consumer: &str,
    source: &str,
    aggregates: &[Uuid],
) -> Result<HashMap<Uuid, i64>, DbError> {
    // In one order for all, so that two cannot wait for each other.
    let mut aggregates = aggregates.to_vec();
    aggregates.sort_unstable();
    // One index lookup each, whatever the planner thinks of the size of a table
    // that grows by thousands in a second while it is rebuilt.
    let rows = sqlx::query!(
        "SELECT known.aggregate_id, known.version \
         FROM unnest($3::uuid[]) WITH ORDINALITY AS asked (aggregate_id, place) \
         CROSS JOIN LATERAL ( \
             SELECT aggregate_id, version FROM inbox \
             WHERE consumer = $1 AND source = $2 AND inbox.aggregate_id = asked.aggregate_id \
             LIMIT 1 FOR UPDATE \
         ) AS known \
         ORDER BY asked.place",
        consumer,
        source,
        &aggregates,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.aggregate_id, row.version))
        .collect())
}

/// Notes the last versions handled.
pub(super) async fn advance_in_tx(
    conn: &mut PgConnection,
    consumer: &str,
    source: &str,
    versions: &HashMap<Uuid, i64>,
) -> Result<(), DbError> {
    let aggregates: Vec<Uuid> = versions.keys().copied().collect();
    let numbers: Vec<i64> = versions.values().copied().collect();
    sqlx::query!(
        "INSERT INTO inbox (consumer, source, aggregate_id, version) \
         SELECT $1, $2, * FROM unnest($3::uuid[], $4::bigint[]) \
         ON CONFLICT (consumer, source, aggregate_id) DO UPDATE SET version = excluded.version",
        consumer,
        source,
        &aggregates,
        &numbers,
    )
    .execute(conn)
    .await?;
    Ok(())
}
