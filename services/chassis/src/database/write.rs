//! A transaction that may write: it knows the time it began at by the one
//! clock, and appends events that are published if and only if it commits.

use std::sync::Arc;

use linia_proto::event::{Event, EventType, event_type};
use sqlx::{PgConnection, PgPool, PgTransaction};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{DbError, clock_now};
use crate::{
    failpoint,
    outbox::{self, Wakers},
    telemetry::trace_context,
};

/// A transaction that may write. Dropped before [`commit`](Self::commit), it
/// leaves nothing behind.
pub struct WriteTx {
    tx: PgTransaction<'static>,
    now: OffsetDateTime,
    appended: Vec<&'static EventType>,
    wakers: Arc<Wakers>,
}

impl WriteTx {
    pub(super) async fn begin(pool: &PgPool, wakers: Arc<Wakers>) -> Result<Self, DbError> {
        let mut tx = pool.begin().await?;
        let now = clock_now(&mut tx).await?;
        Ok(Self {
            tx,
            now,
            appended: Vec::new(),
            wakers,
        })
    }

    /// When the transaction began, by the one clock.
    #[must_use]
    pub const fn now(&self) -> OffsetDateTime {
        self.now
    }

    /// The connection, for the statements of a store.
    pub fn conn(&mut self) -> &mut PgConnection {
        &mut self.tx
    }

    /// Appends an event of an aggregate to the outbox and returns the event's
    /// version. The current trace context goes with it.
    ///
    /// The aggregate's row must be locked before: then the order of versions
    /// is the order of commits. Whoever forgets gets a conflict, not a gap.
    ///
    /// # Errors
    /// If the statement fails.
    pub async fn append<E: Event>(&mut self, aggregate: Uuid, event: &E) -> Result<i64, DbError> {
        self.append_in_trace(aggregate, event, trace_context::current())
            .await
    }

    /// Appends an event without trace context: where a trace would link what
    /// must stay apart.
    ///
    /// # Errors
    /// If the statement fails.
    pub async fn append_untraced<E: Event>(
        &mut self,
        aggregate: Uuid,
        event: &E,
    ) -> Result<i64, DbError> {
        self.append_in_trace(aggregate, event, None).await
    }

    /// Appends an event that continues the trace given as a W3C `traceparent`:
    /// where the cause lies longer ago than this call.
    ///
    /// # Errors
    /// If the statement fails.
    pub async fn append_in_trace<E: Event>(
        &mut self,
        aggregate: Uuid,
        event: &E,
        traceparent: Option<String>,
    ) -> Result<i64, DbError> {
        self.appended.push(event_type::<E>());
        outbox::append_in_tx(&mut self.tx, self.now, aggregate, event, traceparent).await
    }

    /// Makes the changes last, and wakes the relays of what was appended.
    ///
    /// # Errors
    /// If the commit fails. When the connection was lost on the way, the
    /// changes may or may not have been made.
    pub async fn commit(self) -> Result<(), DbError> {
        let events = || self.appended.iter().map(|event| event.name.as_str());
        failpoint::reach_about("write.before_commit", events());
        self.tx.commit().await?;
        failpoint::reach_about("write.after_commit", events());
        for event in &self.appended {
            self.wakers.relay(event.audience).notify_one();
        }
        Ok(())
    }
}
