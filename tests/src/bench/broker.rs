//! JetStream as it is, without anything of ours: the same messages in a stream of the same kind.
//!
//! Raw messages go to the stream of reporting, which has the settings of every stream and is
//! otherwise empty, because reporting publishes nothing.

use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};

use async_nats::{
    Client, HeaderMap, header,
    jetstream::{
        self, Context,
        consumer::{AckPolicy, DeliverPolicy, PullConsumer, pull, push},
        context::PublishAckFuture,
    },
};
use bytes::Bytes;
use futures::StreamExt;
use tokio::sync::mpsc;
use tokio_util::task::AbortOnDropHandle;
use uuid::Uuid;

use super::error::{BenchError, Result};
use crate::stack::{Nats, NatsUser, Service};

/// The stream that raw messages go to.
pub const RAW_STREAM: &str = "LINIA_REPORTING";
/// The subject of raw messages.
pub const RAW_SUBJECT: &str = "linia.v1.reporting.question.asked";
/// Messages published and not yet acknowledged: as many as the relay has.
pub const IN_FLIGHT: usize = 512;
/// Messages fetched at once: as many as a projection fetches.
const FETCH: usize = 1000;
const FETCH_WAIT: Duration = Duration::from_millis(500);

/// Connections of whoever may publish raw messages and of whoever may read every stream.
#[derive(Debug, Clone)]
pub struct Broker {
    publisher: Context,
    admin: Client,
}

/// When messages arrived, in order; reading ends when it is dropped.
#[derive(Debug)]
pub struct Arrivals {
    times: mpsc::UnboundedReceiver<Instant>,
    _reader: AbortOnDropHandle<()>,
}

impl Arrivals {
    /// When the next message arrived.
    ///
    /// # Errors
    /// [`BenchError::TimedOut`].
    pub async fn next(&mut self) -> Result<Instant> {
        let limit = Duration::from_secs(10);
        let arrived = tokio::time::timeout(limit, self.times.recv()).await;
        arrived.ok().flatten().ok_or(BenchError::TimedOut {
            what: "a message arrives",
            seconds: limit.as_secs(),
        })
    }
}

impl Broker {
    /// Connects.
    ///
    /// # Errors
    /// If the broker refuses.
    pub async fn connect(nats: &Nats) -> Result<Self> {
        let refused = BenchError::broker("connecting");
        let publisher = NatsUser::service(Service::Reporting.name());
        let publisher = nats.connect(&publisher).await.map_err(refused)?;
        let refused = BenchError::broker("connecting");
        let admin = nats.connect(&NatsUser::admin()).await.map_err(refused)?;
        Ok(Self {
            publisher: jetstream::new(publisher),
            admin,
        })
    }

    /// Publishes one message and waits for its acknowledgement; tells when it was handed over.
    ///
    /// # Errors
    /// If the broker refuses.
    pub async fn publish(&self, headers: HeaderMap, payload: Bytes) -> Result<Instant> {
        let handed = Instant::now();
        self.send(headers, payload)
            .await?
            .await
            .map_err(BenchError::broker("acknowledging"))?;
        Ok(handed)
    }

    /// Publishes many messages, [`IN_FLIGHT`] at a time.
    ///
    /// # Errors
    /// If the broker refuses one.
    pub async fn publish_all(
        &self,
        messages: impl Iterator<Item = (HeaderMap, Bytes)>,
    ) -> Result<()> {
        let mut acks = VecDeque::with_capacity(IN_FLIGHT);
        for (headers, payload) in messages {
            if acks.len() == IN_FLIGHT {
                acknowledged(acks.pop_front()).await?;
            }
            acks.push_back(self.send(headers, payload).await?);
        }
        while !acks.is_empty() {
            acknowledged(acks.pop_front()).await?;
        }
        Ok(())
    }

    /// Tells when each message of a subject arrives from now on.
    ///
    /// # Errors
    /// If the broker refuses.
    pub async fn arrivals(&self, stream: &str, subject: &str) -> Result<Arrivals> {
        let config = push::OrderedConfig {
            deliver_subject: self.admin.new_inbox(),
            filter_subject: subject.to_owned(),
            deliver_policy: DeliverPolicy::New,
            ..push::OrderedConfig::default()
        };
        let consumer = jetstream::new(self.admin.clone())
            .create_consumer_on_stream(config, stream)
            .await
            .map_err(BenchError::broker("subscribing"))?;
        let mut messages = consumer
            .messages()
            .await
            .map_err(BenchError::broker("subscribing"))?;
        let (sender, times) = mpsc::unbounded_channel();
        let reader = tokio::spawn(async move {
            while let Some(Ok(_)) = messages.next().await {
                if sender.send(Instant::now()).is_err() {
                    return;
                }
            }
        });
        Ok(Arrivals {
            times,
            _reader: AbortOnDropHandle::new(reader),
        })
    }

    /// Fetches the first `count` messages of a stream as a projection does, and throws them away.
    ///
    /// # Errors
    /// If the broker refuses.
    pub async fn fetch_all(&self, stream: &str, filter: &str, count: usize) -> Result<()> {
        let consumer: PullConsumer = jetstream::new(self.admin.clone())
            .create_consumer_on_stream(
                pull::Config {
                    filter_subject: filter.to_owned(),
                    ack_policy: AckPolicy::None,
                    ..pull::Config::default()
                },
                stream,
            )
            .await
            .map_err(BenchError::broker("making a consumer"))?;
        let mut fetched = 0;
        while fetched < count {
            let mut batch = consumer
                .batch()
                .max_messages(FETCH.min(count - fetched))
                .expires(FETCH_WAIT)
                .messages()
                .await
                .map_err(BenchError::broker("fetching"))?;
            while let Some(message) = batch.next().await {
                message.map_err(BenchError::broker("fetching"))?;
                fetched += 1;
            }
        }
        Ok(())
    }

    /// The sequence of a stream's last message.
    ///
    /// # Errors
    /// If the broker refuses.
    pub async fn last_sequence(&self, stream: &str) -> Result<u64> {
        let stream = jetstream::new(self.admin.clone())
            .get_stream(stream)
            .await
            .map_err(BenchError::broker("looking at a stream"))?;
        Ok(stream.cached_info().state.last_sequence)
    }

    async fn send(&self, headers: HeaderMap, payload: Bytes) -> Result<PublishAckFuture> {
        self.publisher
            .publish_with_headers(RAW_SUBJECT, headers, payload)
            .await
            .map_err(BenchError::broker("publishing"))
    }
}

async fn acknowledged(ack: Option<PublishAckFuture>) -> Result<()> {
    if let Some(ack) = ack {
        ack.await.map_err(BenchError::broker("acknowledging"))?;
    }
    Ok(())
}

/// Headers like those of an event of ours, as long as they are.
#[must_use]
pub fn headers(id: Uuid, aggregate: Uuid, version: i64) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert("ce-specversion", "1.0");
    headers.insert("ce-id", id.to_string());
    headers.insert("ce-source", "/linia/challenges");
    headers.insert("ce-type", "linia.challenges.events.v1.QuestionAsked");
    headers.insert("ce-subject", aggregate.to_string());
    headers.insert("ce-time", "2026-01-01T00:00:00.000000Z");
    headers.insert(
        "ce-dataschema",
        "urn:linia:schema:linia.challenges.events.v1.QuestionAsked",
    );
    headers.insert("ce-sequence", format!("{version:020}"));
    headers.insert("content-type", "application/json");
    headers.insert("linia-epoch", "1");
    headers.insert(header::NATS_MESSAGE_ID, format!("{id}:1"));
    headers
}
