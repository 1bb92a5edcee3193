//! Runs a [`Projection`]: one active reader by an advisory lock, batches,
//! effects and checkpoint in one transaction.

mod batch;
mod checkpoint;

use std::{sync::Arc, time::Duration};

use async_nats::jetstream::{
    Message,
    consumer::{
        AckPolicy, DeliverPolicy, PullConsumer,
        pull::{self, MessagesError},
    },
    stream::Stream,
};
use futures::StreamExt;
use linia_proto::event::Audience;
use sqlx::{Connection, PgConnection};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use self::checkpoint::Checkpoint;
pub(super) use self::checkpoint::stored;
use super::{EventRecord, HandlerError, Projection, Source, by_service};
use crate::{
    broker::{Broker, BrokerError, stream_name},
    config::DatabaseSettings,
    crypto::sha256,
    database::{Database, DbError, connect_options},
};

const BATCH: usize = 1000;
/// How long nothing may come before the stream is looked at.
const WAIT: Duration = Duration::from_millis(500);
const PAUSE: Duration = Duration::from_secs(1);
/// The broker forgets a reader that has gone.
const INACTIVE: Duration = Duration::from_secs(60);

/// Why the reader had to stop for now.
#[derive(Debug, thiserror::Error)]
enum ReadError {
    #[error(transparent)]
    Database(#[from] DbError),
    #[error(transparent)]
    Broker(#[from] BrokerError),
    #[error(transparent)]
    Handler(#[from] HandlerError),
    /// A message got lost on the way, or the stream was replaced.
    #[error("lost track of the stream; starting again from the checkpoint")]
    LostTrack,
}

impl From<sqlx::Error> for ReadError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error.into())
    }
}

/// Runs one projection in this process.
pub(crate) struct ProjectionRunner<P> {
    service: &'static str,
    projection: Arc<P>,
    database: Database,
    settings: DatabaseSettings,
    broker: Broker,
}

impl<P: Projection> ProjectionRunner<P> {
    pub(crate) fn new(
        service: &'static str,
        projection: Arc<P>,
        database: Database,
        settings: DatabaseSettings,
        broker: Broker,
    ) -> Self {
        Self {
            service,
            projection,
            database,
            settings,
            broker,
        }
    }

    /// Works until `stop`, on all streams at once.
    pub(crate) async fn run(self, stop: CancellationToken) {
        let sources = self.projection.sources();
        let streams = by_service(&sources);
        futures::future::join_all(
            streams
                .iter()
                .map(|(service, sources)| self.follow(service, sources, &stop)),
        )
        .await;
    }

    async fn follow(&self, source: &'static str, sources: &[Source], stop: &CancellationToken) {
        while !stop.is_cancelled() {
            if let Err(error) = self.lead(source, sources, stop).await {
                let error = &error as &dyn std::error::Error;
                tracing::warn!(error, source, "projection pauses");
            }
            tokio::select! {
                () = tokio::time::sleep(PAUSE) => {}
                () = stop.cancelled() => {}
            }
        }
    }

    /// Reads if no other replica does.
    async fn lead(
        &self,
        source: &'static str,
        sources: &[Source],
        stop: &CancellationToken,
    ) -> Result<(), ReadError> {
        let options = connect_options(self.service, &self.settings.url, &self.settings)?;
        let mut lock = PgConnection::connect_with(&options).await?;
        let name = format!("projection/{}/{source}", self.projection.name());
        let digest = sha256(name.as_bytes());
        let key = i64::from_be_bytes(digest[..8].try_into().expect("eight octets"));
        let locked = sqlx::query_scalar!(r#"SELECT pg_try_advisory_lock($1) AS "locked!""#, key)
            .fetch_one(&mut lock)
            .await?;
        let read = if locked {
            self.read(source, sources, &mut lock, stop).await
        } else {
            Ok(())
        };
        lock.close().await?;
        read
    }

    async fn read(
        &self,
        source: &'static str,
        sources: &[Source],
        lock: &mut PgConnection,
        stop: &CancellationToken,
    ) -> Result<(), ReadError> {
        let stream_name = stream_name(source, Audience::Internal);
        let opened = tokio::select! {
            opened = self.open(source, sources, &stream_name) => opened?,
            () = stop.cancelled() => return Ok(()),
        };
        let (stream, mut checkpoint, messages) = opened;
        // The broker goes on sending while a batch is applied; a batch is what
        // has come meanwhile, and nothing waits for more to come.
        let mut batches = messages.ready_chunks(BATCH);
        let mut delivered = 0;
        loop {
            let batch = tokio::select! {
                batch = timeout(WAIT, batches.next()) => batch,
                () = stop.cancelled() => return Ok(()),
            };
            let Ok(messages) = batch else {
                lock.ping().await?;
                tokio::select! {
                    there = self.check_still_there(source, &stream, checkpoint) => there?,
                    () = stop.cancelled() => return Ok(()),
                }
                continue;
            };
            let events = decode(messages.unwrap_or_default(), &mut delivered)?;
            if !events.is_empty() {
                checkpoint = self.apply(source, checkpoint, &events).await?;
            }
        }
    }

    /// Finds the place in the stream where reading goes on, and the messages
    /// from there.
    async fn open(
        &self,
        source: &'static str,
        sources: &[Source],
        stream: &str,
    ) -> Result<(Stream, Option<Checkpoint>, pull::Stream), ReadError> {
        let jetstream = &self.broker.jetstream;
        let found = jetstream.get_stream(stream).await;
        let stream =
            found.map_err(|error| BrokerError::refused("stream cannot be looked up", error))?;
        let checkpoint = self.find_checkpoint(source, &stream).await?;
        let consumer = self.reader(&stream, sources, checkpoint).await?;
        let messages = consumer
            .stream()
            .max_messages_per_batch(BATCH)
            .messages()
            .await
            .map_err(|error| BrokerError::refused("consumer cannot be read", error))?;
        Ok((stream, checkpoint, messages))
    }

    /// A consumer of the broker that begins behind the checkpoint.
    async fn reader(
        &self,
        stream: &Stream,
        sources: &[Source],
        checkpoint: Option<Checkpoint>,
    ) -> Result<PullConsumer, BrokerError> {
        let name = self.projection.name();
        // A reader left over from another start begins elsewhere.
        if let Err(error) = stream.delete_consumer(name).await {
            tracing::trace!(%error, "no reader was left over");
        }
        let deliver_policy = match checkpoint {
            None => DeliverPolicy::All,
            Some(checkpoint) => DeliverPolicy::ByStartSequence {
                start_sequence: checkpoint.sequence + 1,
            },
        };
        stream
            .create_consumer(pull::Config {
                name: Some(name.to_owned()),
                filter_subjects: sources.iter().map(Source::filter).collect(),
                deliver_policy,
                ack_policy: AckPolicy::None,
                inactive_threshold: INACTIVE,
                ..pull::Config::default()
            })
            .await
            .map_err(|error| BrokerError::refused("consumer cannot be made", error))
    }
}

/// Reads a batch.
fn decode(
    messages: Vec<Result<Message, MessagesError>>,
    delivered: &mut u64,
) -> Result<Vec<EventRecord>, ReadError> {
    if messages.is_empty() {
        // The broker ends what it delivers only with the connection.
        return Err(ReadError::LostTrack);
    }
    let mut events = Vec::with_capacity(messages.len());
    for message in messages {
        let message =
            message.map_err(|error| BrokerError::refused("message cannot be read", error))?;
        let info = message.info().map_err(|_| ReadError::LostTrack)?;
        // The broker numbers what it delivers to us: a hole is a loss.
        *delivered += 1;
        if info.consumer_sequence != *delivered {
            return Err(ReadError::LostTrack);
        }
        let sequence = info.stream_sequence;
        match EventRecord::from_message(
            &message.subject,
            message.headers.as_ref(),
            message.payload.clone(),
            sequence,
        ) {
            Ok(event) => events.push(event),
            Err(error) => {
                tracing::error!(%error, subject = %message.subject, "message is not an event");
            }
        }
    }
    Ok(events)
}
