//! The outbox: events are written in the transaction of the change they tell
//! of. [`crate::relay`] takes them to the broker.

use std::time::Duration;

use linia_proto::{
    event::{Audience, Event, event_type},
    json::to_json,
};
use sqlx::PgConnection;
use time::OffsetDateTime;
use tokio::sync::Notify;
use uuid::Uuid;

use crate::database::DbError;

/// Wakes the relays of this process right after a commit; slow polls are the
/// backstop. A waker of its own for each: a notification wakes one sleeper.
#[derive(Debug, Default)]
pub(crate) struct Wakers {
    internal: Notify,
    public: Notify,
}

impl Wakers {
    /// The waker of the relay for `audience`.
    pub(crate) const fn relay(&self, audience: Audience) -> &Notify {
        match audience {
            Audience::Internal => &self.internal,
            Audience::Public => &self.public,
        }
    }
}

/// How an audience is written in the outbox.
pub(crate) const fn audience_text(audience: Audience) -> &'static str {
    match audience {
        Audience::Internal => "internal",
        Audience::Public => "public",
    }
}

/// What waits to be published.
pub(crate) struct Waiting {
    pub(crate) depth: u64,
    /// How long the oldest of it has waited.
    pub(crate) oldest: Duration,
}

/// Tells what waits to be published for an audience.
pub(crate) async fn measure(
    conn: &mut PgConnection,
    audience: Audience,
) -> Result<Waiting, DbError> {
    let row = sqlx::query!(
        r#"SELECT count(*) AS "depth!",
                  coalesce(extract(epoch FROM linia_now() - min(e.occur_time)), 0)::float8 AS "oldest!"
           FROM outbox_pending p JOIN outbox_event e USING (position) WHERE p.audience = $1"#,
        audience_text(audience),
    )
    .fetch_one(conn)
    .await?;
    Ok(Waiting {
        depth: u64::try_from(row.depth).unwrap_or_default(),
        oldest: Duration::try_from_secs_f64(row.oldest).unwrap_or_default(),
    })
}

pub(crate) async fn append_in_tx<E: Event>(
    conn: &mut PgConnection,
    now: OffsetDateTime,
    aggregate: Uuid,
    event: &E,
    traceparent: Option<String>,
) -> Result<i64, DbError> {
    let event_type = event_type::<E>();
    let payload = String::from_utf8(to_json(event)).expect("JSON is UTF-8");
    let version = sqlx::query_scalar!(
        r#"
        WITH event AS (
            INSERT INTO outbox_event
                (id, audience, aggregate_id, version, type, occur_time, traceparent, payload)
            SELECT $1, $2, $3, coalesce(max(version), 0) + 1, $4, $5, $6, $7
            FROM outbox_event
            WHERE aggregate_id = $3 AND audience = $2
            RETURNING position, version
        ), pending AS (
            INSERT INTO outbox_pending (position, audience) SELECT position, $2 FROM event
        )
        SELECT version AS "version!" FROM event
        "#,
        Uuid::now_v7(),
        audience_text(event_type.audience),
        aggregate,
        event_type.name,
        now,
        traceparent,
        payload,
    )
    .fetch_one(conn)
    .await?;
    Ok(version)
}
