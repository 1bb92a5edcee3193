//! What stands still until an operator sees to it, and what is coming,
//! measured: what waits in the outbox, streams that are not as they must be,
//! how far consumers are behind, dead letters, parked work, work that falls
//! due.

use std::{error::Error, time::Duration};

use linia_proto::event::Audience;
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use crate::{
    broker::{Broker, BrokerError, stream_name},
    consumer::{self, LagError, Reader},
    database::{Database, DbError},
    outbox, scheduler,
    telemetry::metrics,
};

const EVERY: Duration = Duration::from_secs(5);

/// What a service has that can be measured.
pub(super) struct Watched {
    pub(super) service: &'static str,
    pub(super) database: Database,
    pub(super) brokers: [(Audience, Broker); 2],
    pub(super) readers: Vec<Reader>,
    pub(super) kinds_of_work: Vec<&'static str>,
}

/// Measures until `stop`. Every replica does, whoever leads: a number that is
/// recorded by a leader alone would be told for ever by whoever led last.
pub(super) async fn watch(watched: Watched, stop: CancellationToken) {
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            () = stop.cancelled() => return,
        }
        // What the database tells does not wait for the broker.
        tell(watched.count().await.as_ref().err());
        tokio::select! {
            () = watched.ask_broker() => {}
            () = stop.cancelled() => return,
        }
    }
}

fn tell<E: Error + 'static>(error: Option<&E>) {
    if let Some(error) = error {
        tracing::debug!(error = error as &dyn Error, "not measured");
    }
}

impl Watched {
    /// A consumer without dead letters counts none, else its gauge would go on
    /// telling of the last one; so with kinds of work.
    async fn count(&self) -> Result<(), DbError> {
        let mut conn = self.database.read().await?;
        for (audience, _) in &self.brokers {
            let waiting = outbox::measure(&mut conn, *audience).await?;
            let audience = outbox::audience_text(*audience);
            metrics::outbox(audience, waiting.depth, waiting.oldest);
        }
        let letters = consumer::count_letters(&mut conn).await?;
        for reader in &self.readers {
            let found = letters.iter().find(|(name, _)| name == reader.name);
            metrics::dead_letters(reader.name, found.map_or(0, |(_, count)| *count));
        }
        for backlog in scheduler::measure(&mut conn, &self.kinds_of_work).await? {
            metrics::due_work(&backlog);
        }
        Ok(())
    }

    async fn ask_broker(&self) {
        for (audience, broker) in &self.brokers {
            let stream = broker.own_stream(self.service, *audience).await;
            // Who does not answer does not say that the stream is another.
            if !matches!(stream, Err(BrokerError::Refused { .. })) {
                metrics::stream_fit(&stream_name(self.service, *audience), stream.is_ok());
            }
        }
        tell(self.measure_lag().await.as_ref().err());
    }

    async fn measure_lag(&self) -> Result<(), LagError> {
        let [(_, internal), _] = &self.brokers;
        for reader in &self.readers {
            reader.measure(&self.database, internal).await?;
        }
        Ok(())
    }
}
