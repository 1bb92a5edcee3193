//! What stands still until an operator sees to it, and what is coming,
//! measured: dead letters of each consumer, parked work, work that falls due.

use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use crate::{
    consumer,
    database::{Database, DbError},
    scheduler,
    telemetry::metrics,
};

const EVERY: Duration = Duration::from_secs(5);

/// What a service has that can be measured.
pub(super) struct Watched {
    pub(super) consumers: Vec<&'static str>,
    pub(super) kinds_of_work: Vec<&'static str>,
}

/// Measures until `stop`. Every replica does: they count the same rows.
pub(super) async fn watch(database: Database, watched: Watched, stop: CancellationToken) {
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            () = stop.cancelled() => return,
        }
        if let Err(error) = measure(&database, &watched).await {
            tracing::debug!(error = &error as &dyn std::error::Error, "not measured");
        }
    }
}

/// A consumer without dead letters counts none, else its gauge would go on
/// telling of the last one; so with kinds of work.
async fn measure(database: &Database, watched: &Watched) -> Result<(), DbError> {
    let mut conn = database.read().await?;
    let letters = consumer::count_letters(&mut conn).await?;
    for consumer in &watched.consumers {
        let found = letters.iter().find(|(name, _)| name == consumer);
        metrics::dead_letters(consumer, found.map_or(0, |(_, count)| *count));
    }
    let backlog = scheduler::measure(&mut conn).await?;
    metrics::work_parked(backlog.parked);
    metrics::work_late(backlog.lateness);
    let soon = scheduler::count_due_soon(&mut conn).await?;
    for kind in &watched.kinds_of_work {
        let found = soon.iter().find(|(name, _)| name == kind);
        metrics::work_due_soon(kind, found.map_or(0, |(_, count)| *count));
    }
    Ok(())
}
