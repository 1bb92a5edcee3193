//! Claims due work and runs its handlers.

use std::{pin::Pin, sync::Arc, time::Duration};

use rand::Rng;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tracing::{Instrument, info_span};
use uuid::Uuid;

use super::{
    DueHandler, DueWork,
    lease::{self, LEASE, interval},
};
use crate::{
    consumer::{HandlerError, catch_panic},
    database::{Database, DbError},
    failpoint,
};

/// How often the table is looked at. A piece of work starts this late at most.
const POLL: Duration = Duration::from_millis(200);
/// Pieces of work under way at once.
const PLACES: usize = 16;
const FIRST_PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

type RunFuture<'a> = Pin<Box<dyn Future<Output = Result<(), HandlerError>> + Send + 'a>>;

/// A handler whose type is forgotten.
trait AnyHandler: Send + Sync {
    fn kind(&self) -> &'static str;
    fn run<'a>(&'a self, database: &'a Database, work: &'a DueWork) -> RunFuture<'a>;
}

impl<H: DueHandler> AnyHandler for H {
    fn kind(&self) -> &'static str {
        DueHandler::kind(self)
    }

    fn run<'a>(&'a self, database: &'a Database, work: &'a DueWork) -> RunFuture<'a> {
        Box::pin(DueHandler::run(self, database, work))
    }
}

/// Runs the due work of a service in this process.
#[derive(Default)]
pub(crate) struct Worker {
    handlers: Vec<Arc<dyn AnyHandler>>,
}

impl Worker {
    /// Adds the handler of a kind of work.
    pub(crate) fn add(&mut self, handler: impl DueHandler) {
        self.handlers.push(Arc::new(handler));
    }

    /// The kinds of work that it does.
    pub(crate) fn kinds(&self) -> Vec<&'static str> {
        self.handlers.iter().map(|handler| handler.kind()).collect()
    }

    /// Works until `stop`; what has begun is finished.
    pub(crate) async fn run(self, database: Database, stop: CancellationToken) {
        if self.handlers.is_empty() {
            return;
        }
        let mut running = JoinSet::new();
        while !stop.is_cancelled() {
            // No more is claimed than can begin at once: a lease does not wait.
            let places = PLACES - running.len();
            match self.claim(&database, places).await {
                Ok(claimed) => {
                    for work in claimed {
                        self.start(work, &database, &mut running);
                    }
                }
                Err(error) => {
                    let error = &error as &dyn std::error::Error;
                    tracing::warn!(error, "due work cannot be claimed");
                }
            }
            let full = running.len() == PLACES;
            tokio::select! {
                Some(_) = running.join_next(), if full => {}
                () = tokio::time::sleep(POLL), if !full => {}
                () = stop.cancelled() => {}
            }
            while running.try_join_next().is_some() {}
        }
        while running.join_next().await.is_some() {}
    }

    fn start(&self, work: DueWork, database: &Database, running: &mut JoinSet<()>) {
        let Some(handler) = self.handlers.iter().find(|h| h.kind() == work.kind) else {
            return;
        };
        let handler = Arc::clone(handler);
        let database = database.clone();
        let span = info_span!("due_work", otel.name = work.kind, work.key = %work.key);
        running.spawn(
            async move {
                failpoint::reach_about("due.after_claim", [work.kind.as_str()]);
                let kept = lease::keep(database.clone(), &work);
                let done = catch_panic(handler.run(&database, &work)).await;
                drop(kept);
                match done {
                    Ok(()) => failpoint::reach_about("due.after_commit", [work.kind.as_str()]),
                    Err(error) => tell_and_release(&database, &work, error).await,
                }
            }
            .instrument(span),
        );
    }

    async fn claim(&self, database: &Database, places: usize) -> Result<Vec<DueWork>, DbError> {
        let kinds: Vec<String> = self.handlers.iter().map(|h| h.kind().to_owned()).collect();
        let lease = Uuid::new_v4();
        // The clock is asked once, so that the index can be used.
        let rows = sqlx::query!(
            r#"
            WITH clock AS MATERIALIZED (SELECT linia_now() AS now), due AS (
                SELECT kind, key FROM due_work
                WHERE kind = ANY($1) AND parked_reason IS NULL
                  AND due_time <= (SELECT now FROM clock)
                  AND (lease_end IS NULL OR lease_end < clock_timestamp())
                ORDER BY due_time LIMIT $2
                FOR UPDATE SKIP LOCKED
            )
            UPDATE due_work w
            SET lease = $3, lease_end = clock_timestamp() + $4::interval, attempts = attempts + 1
            FROM due WHERE w.kind = due.kind AND w.key = due.key
            RETURNING w.kind, w.key, w.due_time, w.attempts, w.payload
            "#,
            &kinds,
            i64::try_from(places).expect("there are few places"),
            lease,
            interval(LEASE),
        )
        .fetch_all(database.pool())
        .await?;
        Ok(rows
            .into_iter()
            .map(|row| DueWork {
                kind: row.kind,
                key: row.key,
                due: row.due_time,
                attempts: row.attempts,
                payload: row.payload,
                lease,
            })
            .collect())
    }
}

/// Gives failed work back: later, or to an operator.
async fn tell_and_release(database: &Database, work: &DueWork, error: HandlerError) {
    let attempts = work.attempts;
    let reason = match &error {
        HandlerError::Retry(cause) => {
            let error = cause.as_ref() as &dyn std::error::Error;
            tracing::warn!(error, attempts, "work is tried again later");
            None
        }
        HandlerError::Park { reason, .. } => {
            tracing::error!(reason, attempts, "work is parked");
            Some(reason)
        }
    };
    let released = sqlx::query!(
        "UPDATE due_work SET lease = NULL, lease_end = clock_timestamp() + $4::interval, \
             parked_reason = $5 \
         WHERE kind = $1 AND key = $2 AND lease = $3",
        work.kind,
        work.key,
        work.lease,
        interval(pause(attempts)),
        reason,
    )
    .execute(database.pool())
    .await;
    if let Err(error) = released {
        // The lease ends by itself.
        tracing::warn!(
            error = &error as &dyn std::error::Error,
            "work was not given back"
        );
    }
}

fn pause(attempts: i32) -> Duration {
    let doublings = u32::try_from(attempts.clamp(1, 12) - 1).unwrap_or(0);
    let full = (FIRST_PAUSE * 2_u32.pow(doublings)).min(LONGEST_PAUSE);
    full.mul_f64(rand::rng().random_range(0.5..1.0))
}
