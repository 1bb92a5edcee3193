//! Runs a [`Reaction`]: a durable pull consumer on each stream, shared by all
//! replicas.

mod deliveries;

use std::{sync::Arc, time::Duration};

use async_nats::jetstream::{
    AckKind, Message,
    consumer::{AckPolicy, DeliverPolicy, PullConsumer, pull},
};
use linia_proto::event::Audience;
use rand::Rng;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tracing::{Instrument, info_span};

use self::deliveries::{ACK_WAIT, Delivery};
use super::{EventRecord, HandlerError, Reaction, Source, by_service, catch_panic, inbox, letters};
use crate::{
    broker::{Broker, BrokerError, stream_name},
    database::Database,
    failpoint,
    telemetry::{metrics, trace_context},
};

const MAX_ACK_PENDING: i64 = 1024;
const FIRST_DELAY: Duration = Duration::from_millis(100);
const LONGEST_DELAY: Duration = Duration::from_secs(30);
/// Whoever waits for a predecessor waits no longer than after this many
/// deliveries: a second or two. The predecessor is on its way, and those behind
/// it can be handled one after the other only.
const LONGEST_GAP_WAIT: i64 = 5;
/// What the database refuses may be owed to a race with another replica; an
/// attempt after it sees what the other has written.
const ATTEMPTS_AT_REFUSED: i64 = 3;
const RECONNECT_PAUSE: Duration = Duration::from_secs(1);

/// What became of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Handled,
    Duplicate,
    Parked,
    /// Its predecessor has not arrived: wait for it.
    Gap,
}

/// Runs one reaction in this process.
pub(crate) struct ReactionRunner<R> {
    reaction: Arc<R>,
    database: Database,
    broker: Broker,
}

impl<R: Reaction> ReactionRunner<R> {
    pub(crate) fn new(reaction: Arc<R>, database: Database, broker: Broker) -> Self {
        Self {
            reaction,
            database,
            broker,
        }
    }

    /// Works until `stop`, on all streams at once.
    pub(crate) async fn run(self, stop: CancellationToken) {
        let sources = self.reaction.sources();
        let streams = by_service(&sources);
        futures::future::join_all(
            streams
                .iter()
                .map(|(service, sources)| self.follow(service, sources, &stop)),
        )
        .await;
    }

    async fn follow(&self, service: &str, sources: &[Source], stop: &CancellationToken) {
        let stream = stream_name(service, Audience::Internal);
        while !stop.is_cancelled() {
            if let Err(error) = self.read(&stream, sources, stop).await {
                let error = &error as &dyn std::error::Error;
                tracing::warn!(error, stream, "consumer pauses");
            }
            tokio::select! {
                () = tokio::time::sleep(RECONNECT_PAUSE) => {}
                () = stop.cancelled() => {}
            }
        }
    }

    async fn read(
        &self,
        stream: &str,
        sources: &[Source],
        stop: &CancellationToken,
    ) -> Result<(), BrokerError> {
        let consumer = tokio::select! {
            consumer = self.durable(stream, sources) => consumer?,
            () = stop.cancelled() => return Ok(()),
        };
        let (queue, deliveries) = deliveries::queue();
        let (filled, ()) = tokio::join!(
            deliveries::fill(queue, consumer),
            self.receive_all(deliveries, stop),
        );
        filled
    }

    /// Handles deliveries one after the other. One under way is never dropped:
    /// only waiting is.
    async fn receive_all(&self, mut queue: mpsc::Receiver<Delivery>, stop: &CancellationToken) {
        loop {
            let delivery = tokio::select! {
                biased;
                () = stop.cancelled() => return deliveries::give_back(queue).await,
                delivery = queue.recv() => delivery,
            };
            match delivery {
                Some(delivery) => self.receive(delivery).await,
                None => return,
            }
        }
    }

    async fn durable(&self, stream: &str, sources: &[Source]) -> Result<PullConsumer, BrokerError> {
        let name = self.reaction.name();
        let config = pull::Config {
            durable_name: Some(name.to_owned()),
            filter_subjects: sources.iter().map(Source::filter).collect(),
            deliver_policy: DeliverPolicy::All,
            ack_policy: AckPolicy::Explicit,
            ack_wait: ACK_WAIT,
            max_ack_pending: MAX_ACK_PENDING,
            ..pull::Config::default()
        };
        self.broker
            .jetstream
            .create_consumer_on_stream(config, stream)
            .await
            .map_err(|error| BrokerError::refused("consumer cannot be made", error))
    }

    /// Handles one delivery and tells the broker.
    async fn receive(&self, delivery: Delivery) {
        let name = self.reaction.name();
        let message = &delivery.message;
        let delivered = message.info().map_or(1, |info| info.delivered);
        if delivered > 1 {
            metrics::redelivered(name);
        }
        let event = match event_of(message) {
            Ok(event) => event,
            Err(error) => {
                tracing::error!(%error, subject = %message.subject, "message is not an event");
                metrics::consumed(name, "malformed", 1);
                delivery.answer(AckKind::Term).await;
                return;
            }
        };
        let span = info_span!(
            "handle",
            otel.name = format!("{name} {}", event.kind),
            otel.kind = "consumer",
            messaging.system = "nats",
            messaging.operation.name = "process",
            messaging.destination.name = %message.subject,
            event.id = %event.id,
        );
        trace_context::continue_from(&span, event.traceparent.as_deref());
        async {
            failpoint::reach_about("reaction.after_receive", [event.kind.as_str()]);
            match self.handle_once(&event, delivered).await {
                Ok(Outcome::Gap) => {
                    metrics::consumed(name, "gap", 1);
                    let delay = delay(delivered.min(LONGEST_GAP_WAIT));
                    delivery.answer(AckKind::Nak(Some(delay))).await;
                }
                Ok(outcome) => {
                    metrics::consumed(name, outcome.name(), 1);
                    failpoint::reach_about("reaction.before_ack", [event.kind.as_str()]);
                    delivery.answer(AckKind::Ack).await;
                }
                Err(error) => {
                    metrics::consumed(name, "retried", 1);
                    tell(&error, delivered);
                    delivery.answer(AckKind::Nak(Some(delay(delivered)))).await;
                }
            }
        }
        .instrument(span)
        .await;
    }

    async fn handle_once(
        &self,
        event: &EventRecord,
        delivered: i64,
    ) -> Result<Outcome, HandlerError> {
        let name = self.reaction.name();
        let mut tx = self.database.begin_write().await?;
        let last = inbox::lock_in_tx(tx.conn(), name, event).await?;
        if event.version <= last {
            return Ok(Outcome::Duplicate);
        }
        let source = Some(event.service.as_str());
        let parked =
            letters::of_aggregates_in_tx(tx.conn(), name, source, &[event.aggregate_id]).await?;
        if let Some(last_parked) = parked.last() {
            return self
                .join_the_parked(event, last_parked.event.version, tx)
                .await;
        }
        if event.version > last + 1 {
            return Ok(Outcome::Gap);
        }
        let mut handled = catch_panic(self.reaction.handle(&mut tx, event)).await;
        if delivered >= ATTEMPTS_AT_REFUSED {
            handled = handled.map_err(HandlerError::poison_if_refused);
        }
        match handled {
            Ok(()) => {
                let handled = [(event.aggregate_id, event.version)].into();
                inbox::advance_in_tx(tx.conn(), name, &event.service, &handled).await?;
                failpoint::reach_about("reaction.before_commit", [event.kind.as_str()]);
                tx.commit().await?;
                Ok(Outcome::Handled)
            }
            Err(HandlerError::Retry(error)) => Err(HandlerError::Retry(error)),
            Err(HandlerError::Park { reason, .. }) => {
                drop(tx);
                tracing::error!(reason, "event is parked");
                self.park(event, &reason).await
            }
        }
    }

    /// Sets poison aside, unless another replica was luckier meanwhile.
    async fn park(&self, event: &EventRecord, reason: &str) -> Result<Outcome, HandlerError> {
        let name = self.reaction.name();
        let mut tx = self.database.begin_write().await?;
        if event.version <= inbox::lock_in_tx(tx.conn(), name, event).await? {
            return Ok(Outcome::Duplicate);
        }
        letters::park_in_tx(tx.conn(), name, event, reason).await?;
        tx.commit().await?;
        Ok(Outcome::Parked)
    }

    async fn join_the_parked(
        &self,
        event: &EventRecord,
        last_parked: i64,
        mut tx: crate::database::WriteTx,
    ) -> Result<Outcome, HandlerError> {
        if event.version <= last_parked {
            return Ok(Outcome::Duplicate);
        }
        if event.version > last_parked + 1 {
            return Ok(Outcome::Gap);
        }
        letters::park_in_tx(tx.conn(), self.reaction.name(), event, letters::FOLLOWS).await?;
        tx.commit().await?;
        Ok(Outcome::Parked)
    }
}

impl Outcome {
    const fn name(self) -> &'static str {
        match self {
            Self::Handled => "handled",
            Self::Duplicate => "duplicate",
            Self::Parked => "parked",
            Self::Gap => "gap",
        }
    }
}

fn event_of(message: &Message) -> Result<EventRecord, Box<dyn std::error::Error + Send + Sync>> {
    let sequence = message.info()?.stream_sequence;
    Ok(EventRecord::from_message(
        &message.subject,
        message.headers.as_ref(),
        message.payload.clone(),
        sequence,
    )?)
}

/// A bare NAK would come back at once, whatever the consumer's backoff says.
fn delay(delivered: i64) -> Duration {
    let doublings = u32::try_from(delivered.clamp(1, 10) - 1).unwrap_or(0);
    let full = (FIRST_DELAY * 2_u32.pow(doublings)).min(LONGEST_DELAY);
    full.mul_f64(rand::rng().random_range(0.5..1.0))
}

fn tell(error: &(dyn std::error::Error + 'static), delivered: i64) {
    tracing::warn!(error, delivered, "event is tried again later");
}
