//! Dead letters: events set aside, with what follows them.

use bytes::Bytes;
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{EventRecord, Position};
use crate::database::DbError;

/// Why an event waits that is not itself at fault.
pub(super) const FOLLOWS: &str = "follows an event that is parked";
/// Why an event waits whose predecessor has not arrived.
pub(super) const GAP: &str = "arrived before its predecessor";

/// An event set aside.
#[derive(Debug)]
pub(super) struct Letter {
    pub(super) consumer: String,
    pub(super) event: EventRecord,
    pub(super) reason: String,
    pub(super) park_time: OffsetDateTime,
}

/// Sets an event aside. Setting it aside again changes nothing, unless it only
/// waited so far and is now known to be poison.
pub(super) async fn park_in_tx(
    conn: &mut PgConnection,
    consumer: &str,
    event: &EventRecord,
    reason: &str,
) -> Result<(), DbError> {
    sqlx::query!(
        "INSERT INTO dead_letter (consumer, source, aggregate, aggregate_id, version, event_id, \
             event_type, occur_time, traceparent, payload, reason) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
         ON CONFLICT (consumer, source, aggregate_id, version) \
             DO UPDATE SET reason = excluded.reason WHERE dead_letter.reason = $12",
        consumer,
        event.service,
        event.aggregate,
        event.aggregate_id,
        event.version,
        event.id,
        event.kind,
        event.time,
        event.traceparent,
        event.data.as_ref(),
        // A reason may quote what was received; Postgres stores no such sign.
        reason.replace('\0', "\u{fffd}"),
        GAP,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What is set aside of these aggregates, of one source or of all, in order.
pub(super) async fn of_aggregates_in_tx(
    conn: &mut PgConnection,
    consumer: &str,
    source: Option<&str>,
    aggregates: &[Uuid],
) -> Result<Vec<Letter>, DbError> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT consumer, source, aggregate, aggregate_id, version, event_id, event_type, \
                occur_time, traceparent, payload, reason, park_time \
         FROM dead_letter \
         WHERE consumer = $1 AND aggregate_id = ANY($3) AND ($2::text IS NULL OR source = $2) \
         ORDER BY source, aggregate_id, version",
        consumer,
        source,
        aggregates,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(Letter::from).collect())
}

/// A page of events set aside, of all consumers, oldest first.
pub(super) async fn page(
    conn: &mut PgConnection,
    after: Option<(OffsetDateTime, Uuid)>,
    limit: i64,
) -> Result<Vec<Letter>, DbError> {
    let (time, id) = after.unzip();
    let rows = sqlx::query_as!(
        Row,
        "SELECT consumer, source, aggregate, aggregate_id, version, event_id, event_type, \
                occur_time, traceparent, payload, reason, park_time \
         FROM dead_letter WHERE $1::timestamptz IS NULL OR (park_time, event_id) > ($1, $2) \
         ORDER BY park_time, event_id LIMIT $3",
        time,
        id,
        limit,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(Letter::from).collect())
}

/// How many events are set aside, by consumer; none of those that have none.
pub(crate) async fn counts(conn: &mut PgConnection) -> Result<Vec<(String, u64)>, DbError> {
    let rows =
        sqlx::query!(r#"SELECT consumer, count(*) AS "count!" FROM dead_letter GROUP BY consumer"#)
            .fetch_all(conn)
            .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.consumer, u64::try_from(row.count).unwrap_or_default()))
        .collect())
}

/// Takes events back out, once they are handled.
pub(super) async fn remove_in_tx(
    conn: &mut PgConnection,
    consumer: &str,
    ids: &[Uuid],
) -> Result<(), DbError> {
    sqlx::query!(
        "DELETE FROM dead_letter WHERE consumer = $1 AND event_id = ANY($2)",
        consumer,
        ids,
    )
    .execute(conn)
    .await?;
    Ok(())
}

struct Row {
    consumer: String,
    source: String,
    aggregate: String,
    aggregate_id: Uuid,
    version: i64,
    event_id: Uuid,
    event_type: String,
    occur_time: OffsetDateTime,
    traceparent: Option<String>,
    payload: Vec<u8>,
    reason: String,
    park_time: OffsetDateTime,
}

impl From<Row> for Letter {
    fn from(row: Row) -> Self {
        let event = EventRecord {
            id: row.event_id,
            kind: row.event_type,
            service: row.source,
            aggregate: row.aggregate,
            aggregate_id: row.aggregate_id,
            version: row.version,
            time: row.occur_time,
            traceparent: row.traceparent,
            data: Bytes::from(row.payload),
            // Where it was read no longer matters.
            position: Position {
                epoch: 0,
                sequence: 0,
            },
        };
        Self {
            consumer: row.consumer,
            event,
            reason: row.reason,
            park_time: row.park_time,
        }
    }
}
