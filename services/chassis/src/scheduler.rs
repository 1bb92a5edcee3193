//! Work that falls due: a stage closes, a mail is to be sent. A row with a
//! time, claimed by any replica under a lease once `linia_now()` has reached
//! it.
//!
//! The handler makes its effect and completes the work in one transaction of
//! its own, so a process that dies in between leaves the work for another.

mod lease;
mod worker;

use std::{future::Future, time::Duration};

use serde_json::Value;
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

pub(crate) use worker::Worker;

use crate::{
    consumer::HandlerError,
    database::{Database, DbError, WriteTx},
    failpoint,
};

/// Does the work of one kind.
pub trait DueHandler: Send + Sync + 'static {
    /// The kind of work.
    fn kind(&self) -> &'static str;

    /// Does it, however long it takes: the lease is renewed meanwhile. The
    /// last transaction must complete or postpone the work; with it, a handler
    /// that lost its lease cannot commit. What earlier transactions do must
    /// bear being done again.
    /// [`HandlerError::Retry`] brings it again after a growing pause;
    /// [`HandlerError::Park`] keeps it, with its reason, for an operator.
    fn run(
        &self,
        database: &Database,
        work: &DueWork,
    ) -> impl Future<Output = Result<(), HandlerError>> + Send;
}

/// A piece of work that this process holds the lease of.
#[derive(Debug, Clone)]
pub struct DueWork {
    /// The kind of work.
    pub kind: String,
    /// What it is to be done for; unique within its kind.
    pub key: Uuid,
    /// When it fell due, by the one clock.
    pub due: OffsetDateTime,
    /// How often it was tried, this time included.
    pub attempts: i32,
    /// What the handler needs to know.
    pub payload: Value,
    lease: Uuid,
}

/// Another replica holds the work by now, or it was scheduled anew.
#[derive(Debug, thiserror::Error)]
#[error("lease of {kind} {key} was lost")]
pub struct LeaseLost {
    kind: String,
    key: Uuid,
}

impl DueWork {
    /// Ends the work, if the transaction commits.
    ///
    /// # Errors
    /// [`HandlerError::Retry`] if the lease was lost; then the transaction
    /// must not commit.
    pub async fn complete_in_tx(&self, tx: &mut WriteTx) -> Result<(), HandlerError> {
        let done = sqlx::query!(
            "DELETE FROM due_work WHERE kind = $1 AND key = $2 AND lease = $3",
            self.kind,
            self.key,
            self.lease,
        )
        .execute(tx.conn())
        .await?;
        self.require_lease(done.rows_affected())
    }

    /// Puts the work off, if the transaction commits.
    ///
    /// # Errors
    /// As for [`complete_in_tx`](Self::complete_in_tx).
    pub async fn postpone_in_tx(
        &self,
        tx: &mut WriteTx,
        due: OffsetDateTime,
    ) -> Result<(), HandlerError> {
        let done = sqlx::query!(
            "UPDATE due_work SET due_time = $4, attempts = 0, lease = NULL, lease_end = NULL \
             WHERE kind = $1 AND key = $2 AND lease = $3",
            self.kind,
            self.key,
            self.lease,
            due,
        )
        .execute(tx.conn())
        .await?;
        self.require_lease(done.rows_affected())
    }

    fn require_lease(&self, rows: u64) -> Result<(), HandlerError> {
        failpoint::reach_about("due.before_commit", [self.kind.as_str()]);
        if rows == 1 {
            return Ok(());
        }
        Err(HandlerError::retry(LeaseLost {
            kind: self.kind.clone(),
            key: self.key,
        }))
    }
}

/// Schedules work, or moves it if it is scheduled already.
///
/// # Errors
/// If the statement fails.
pub async fn schedule_in_tx(
    conn: &mut PgConnection,
    kind: &str,
    key: Uuid,
    due: OffsetDateTime,
    payload: &Value,
) -> Result<(), DbError> {
    sqlx::query!(
        "INSERT INTO due_work (kind, key, due_time, payload) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (kind, key) DO UPDATE \
             SET due_time = excluded.due_time, payload = excluded.payload, attempts = 0, \
                 lease = NULL, lease_end = NULL, parked_reason = NULL",
        kind,
        key,
        due,
        payload,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Takes work back that is not to be done any more. Harmless if there is none.
///
/// # Errors
/// If the statement fails.
pub async fn cancel_in_tx(conn: &mut PgConnection, kind: &str, key: Uuid) -> Result<(), DbError> {
    sqlx::query!(
        "DELETE FROM due_work WHERE kind = $1 AND key = $2",
        kind,
        key
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What there is to say about all due work of a kind.
pub(crate) struct Backlog {
    /// The kind of work.
    pub(crate) kind: String,
    /// How many pieces are parked until an operator has seen to them.
    pub(crate) parked: u64,
    /// How long the most overdue of the others has been due, under way or not.
    pub(crate) lateness: Duration,
    /// How many of the others fall due within the hour, or are late.
    pub(crate) due_soon: u64,
}

/// Measures the due work of a service: of these kinds, also if there is none, and
/// of whatever else waits.
pub(crate) async fn measure(
    conn: &mut PgConnection,
    kinds: &[&str],
) -> Result<Vec<Backlog>, DbError> {
    let kinds: Vec<_> = kinds.iter().copied().map(str::to_owned).collect();
    let rows = sqlx::query!(
        r#"SELECT kind AS "kind!",
                  count(due_time) FILTER (WHERE parked_reason IS NOT NULL) AS "parked!",
                  coalesce(extract(epoch FROM linia_now() - min(due_time)
                      FILTER (WHERE parked_reason IS NULL)), 0)::float8 AS "late!",
                  count(due_time) FILTER (WHERE parked_reason IS NULL
                      AND due_time < linia_now() + interval '1 hour') AS "soon!"
           FROM unnest($1::text[]) AS known(kind) FULL JOIN due_work USING (kind)
           GROUP BY kind"#,
        &kinds,
    )
    .fetch_all(conn)
    .await?;
    let backlogs = rows.into_iter().map(|row| Backlog {
        kind: row.kind,
        parked: u64::try_from(row.parked).unwrap_or_default(),
        // What falls due later is not late.
        lateness: Duration::try_from_secs_f64(row.late).unwrap_or_default(),
        due_soon: u64::try_from(row.soon).unwrap_or_default(),
    });
    Ok(backlogs.collect())
}
