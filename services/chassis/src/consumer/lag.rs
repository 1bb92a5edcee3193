//! How far consumers are behind: what is in a stream, and whose effect is not
//! in the database. Asked from outside, because a consumer that stands still
//! tells nothing.

use async_nats::jetstream::{consumer::Info, context::ConsumerInfoErrorKind};
use linia_proto::event::Audience;

use super::{Projection, Reaction, by_service, projection};
use crate::{
    broker::{Broker, BrokerError, stream_name},
    database::{Database, DbError},
    telemetry::metrics,
};

/// Why it could not be told.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LagError {
    #[error(transparent)]
    Database(#[from] DbError),
    #[error(transparent)]
    Broker(#[from] BrokerError),
}

/// A consumer, as far as it can be behind.
pub(crate) struct Reader {
    pub(crate) name: &'static str,
    /// The services that it hears.
    services: Vec<&'static str>,
    /// Whether its place is kept here, and not by the broker.
    keeps_checkpoints: bool,
}

impl Reader {
    pub(crate) fn of_reaction(reaction: &impl Reaction) -> Self {
        let sources = by_service(&reaction.sources());
        Self {
            name: reaction.name(),
            services: sources.into_iter().map(|(service, _)| service).collect(),
            keeps_checkpoints: false,
        }
    }

    pub(crate) fn of_projection(projection: &impl Projection) -> Self {
        let sources = by_service(&projection.sources());
        Self {
            name: projection.name(),
            services: sources.into_iter().map(|(service, _)| service).collect(),
            keeps_checkpoints: true,
        }
    }

    /// Records how far it is behind each stream.
    pub(crate) async fn measure(
        &self,
        database: &Database,
        broker: &Broker,
    ) -> Result<(), LagError> {
        for service in &self.services {
            let stream = stream_name(service, Audience::Internal);
            // Nobody reads it at the moment; that is told by other numbers.
            let Some(info) = self.look_up(broker, &stream).await? else {
                continue;
            };
            let open = if self.keeps_checkpoints {
                let mut conn = database.read().await?;
                let checkpoint = projection::stored(&mut conn, self.name, service).await?;
                let applied = checkpoint.map_or(0, |checkpoint| checkpoint.sequence);
                info.delivered.stream_sequence.saturating_sub(applied)
            } else {
                u64::try_from(info.num_ack_pending).unwrap_or(u64::MAX)
            };
            metrics::consumer_lag(self.name, &stream, info.num_pending.saturating_add(open));
        }
        Ok(())
    }

    async fn look_up(&self, broker: &Broker, stream: &str) -> Result<Option<Info>, BrokerError> {
        let stream = broker
            .jetstream
            .get_stream_no_info(stream)
            .await
            .map_err(|error| BrokerError::refused("stream cannot be named", error))?;
        match stream.consumer_info(self.name).await {
            Ok(info) => Ok(Some(info)),
            Err(error) if error.kind() == ConsumerInfoErrorKind::NotFound => Ok(None),
            Err(error) => Err(BrokerError::refused("consumer cannot be looked up", error)),
        }
    }
}
