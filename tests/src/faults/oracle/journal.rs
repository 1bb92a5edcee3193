//! The journals: what each service says that happened.

use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, FromRow};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::stack::Service;

/// An event in a journal.
#[derive(Debug, Clone)]
pub struct JournalEvent {
    /// Whose journal.
    pub service: Service,
    /// What is in it.
    pub row: JournalRow,
}

/// A row of `outbox_event`.
#[derive(Debug, Clone, FromRow)]
pub struct JournalRow {
    /// `ce-id`.
    pub id: Uuid,
    /// `internal` or `public`.
    pub audience: String,
    /// What it is about.
    pub aggregate_id: Uuid,
    /// Its number within aggregate and audience.
    pub version: i64,
    /// Full name of its message.
    #[sqlx(rename = "type")]
    pub kind: String,
    /// By the one clock.
    pub occur_time: OffsetDateTime,
    /// Canonical JSON.
    pub payload: String,
}

impl JournalEvent {
    /// The last part of the message's name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.row.kind.rsplit('.').next().unwrap_or_default()
    }

    /// A field of the payload, if it is text.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<String> {
        let payload: serde_json::Value = serde_json::from_str(&self.row.payload).ok()?;
        Some(payload.get(name)?.as_str()?.to_owned())
    }
}

/// Reads all journals.
///
/// # Errors
/// If a schema cannot be read.
pub async fn read(conn: &mut PgConnection) -> sqlx::Result<Vec<JournalEvent>> {
    let mut events = Vec::new();
    for service in Service::ALL {
        let sql = format!(
            "SELECT id, audience, aggregate_id, version, type, occur_time, payload \
             FROM {service}.outbox_event ORDER BY position"
        );
        let rows: Vec<JournalRow> = sqlx::query_as(AssertSqlSafe(sql))
            .fetch_all(&mut *conn)
            .await?;
        events.extend(rows.into_iter().map(|row| JournalEvent { service, row }));
    }
    Ok(events)
}

/// How many events there are in all journals.
pub(super) async fn count(conn: &mut PgConnection) -> sqlx::Result<i64> {
    let counts =
        Service::ALL.map(|service| format!("(SELECT count(*) FROM {service}.outbox_event)"));
    let sql = format!("SELECT {}", counts.join(" + "));
    sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(conn).await
}
