//! What stands still until an operator sees to it, measured: dead letters of
//! each consumer, and parked work.

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

/// Measures until `stop`. Every replica does: they count the same rows.
pub(super) async fn watch(
    database: Database,
    consumers: Vec<&'static str>,
    stop: CancellationToken,
) {
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            () = stop.cancelled() => return,
        }
        if let Err(error) = measure(&database, &consumers).await {
            tracing::debug!(error = &error as &dyn std::error::Error, "not measured");
        }
    }
}

/// A consumer without dead letters counts none, else its gauge would go on
/// telling of the last one.
async fn measure(database: &Database, consumers: &[&'static str]) -> Result<(), DbError> {
    let mut conn = database.read().await?;
    let letters = consumer::count_letters(&mut conn).await?;
    for consumer in consumers {
        let found = letters.iter().find(|(name, _)| name == consumer);
        metrics::dead_letters(consumer, found.map_or(0, |(_, count)| *count));
    }
    let backlog = scheduler::measure(&mut conn).await?;
    metrics::work_parked(backlog.parked);
    metrics::work_late(backlog.lateness);
    Ok(())
}
