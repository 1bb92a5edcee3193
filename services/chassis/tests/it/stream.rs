//! The ledger's streams, as the broker's administrator sees them.

use std::collections::HashMap;

use async_nats::{
    HeaderMap,
    jetstream::{
        self,
        consumer::{Consumer, pull},
        message::StreamMessage,
        stream::{Config, Stream},
    },
};
use futures::StreamExt;
use linia_chassis::{
    broker::{stream_config, stream_name},
    id::ChallengeId,
    process::Service,
};
use linia_proto::event::Audience;
use linia_tests::stack::{NatsUser, retry::poll_until};
use tokio::time::timeout;
use uuid::Uuid;

use crate::{
    toys::Ledger,
    world::{LIMIT, World},
};

/// A message of the stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Published {
    pub(crate) id: String,
    pub(crate) aggregate: Uuid,
    pub(crate) version: i64,
    pub(crate) epoch: i64,
}

impl From<StreamMessage> for Published {
    fn from(message: StreamMessage) -> Self {
        let text = |name: &'static str| message.headers.get(name).expect("an event").as_str();
        Self {
            id: text("ce-id").to_owned(),
            aggregate: text("ce-subject").parse().expect("a UUID"),
            version: text("ce-sequence").parse().expect("a number"),
            epoch: text("linia-epoch").parse().expect("a number"),
        }
    }
}

impl World {
    /// The ledger's stream for an audience.
    pub(crate) async fn stream(&self, audience: Audience) -> Stream {
        let admin = match audience {
            Audience::Internal => NatsUser::admin(),
            Audience::Public => NatsUser::public_admin(),
        };
        let client = self.nats.connect(&admin).await.expect("connects");
        jetstream::new(client)
            .get_stream(stream_name(Ledger::NAME, audience))
            .await
            .expect("the stream is there")
    }

    /// How many messages the internal stream has held so far.
    pub(crate) async fn published_count(&self) -> u64 {
        let stream = self.stream(Audience::Internal).await;
        stream.cached_info().state.last_sequence
    }

    /// Sets how many octets the internal stream takes; -1 for no limit.
    pub(crate) async fn limit_stream(&self, octets: i64) {
        self.change_stream(|config| config.max_bytes = octets).await;
    }

    /// Changes what the internal stream must be like.
    pub(crate) async fn change_stream(&self, change: impl FnOnce(&mut Config)) {
        let mut config = stream_config(Ledger::NAME, Audience::Internal, 1);
        change(&mut config);
        let admin = self.admin().await;
        admin.update_stream(config).await.expect("updates");
    }

    /// Puts an empty internal stream in the place of the one that is there.
    pub(crate) async fn replace_stream(&self, change: impl FnOnce(&mut Config)) {
        let mut config = stream_config(Ledger::NAME, Audience::Internal, 1);
        change(&mut config);
        let admin = self.admin().await;
        admin.delete_stream(&config.name).await.expect("deletes");
        admin.create_stream(config).await.expect("creates");
    }

    async fn admin(&self) -> jetstream::Context {
        let client = self.nats.connect(&NatsUser::admin()).await;
        jetstream::new(client.expect("connects"))
    }

    /// Takes the next delivery of a reaction as a process does that dies with
    /// it in hand.
    pub(crate) async fn take_delivery(&self, consumer: &str) {
        let stream = self.stream(Audience::Internal).await;
        let durable: Consumer<pull::Config> =
            stream.get_consumer(consumer).await.expect("it is there");
        let mut taken = durable
            .batch()
            .max_messages(1)
            .messages()
            .await
            .expect("asks");
        taken.next().await.expect("comes").expect("is a message");
    }

    /// How often the broker has delivered something to a consumer.
    pub(crate) async fn deliveries(&self, consumer: &str) -> u64 {
        let stream = self.stream(Audience::Internal).await;
        let info = stream.consumer_info(consumer).await.expect("it is there");
        info.delivered.consumer_sequence
    }

    /// Waits until the broker has given up waiting for an answer twice, by a
    /// consumer that waits as long as the other one, and never answers.
    pub(crate) async fn wait_out_answers(&self, consumer: &str) {
        const PROBE: &str = "probe";
        let stream = self.stream(Audience::Internal).await;
        let like = stream.consumer_info(consumer).await.expect("it is there");
        let probe = stream.create_consumer(pull::Config {
            durable_name: Some(PROBE.to_owned()),
            ack_wait: like.config.ack_wait,
            ..pull::Config::default()
        });
        let mut deliveries = probe.await.expect("makes").messages().await.expect("asks");
        for _ in 0..3 {
            let delivery = timeout(LIMIT, deliveries.next()).await.expect("in time");
            delivery.expect("comes").expect("is a message");
        }
    }

    /// Waits until the internal stream holds that many.
    pub(crate) async fn wait_for_published_count(&self, wanted: u64) {
        self.wait_for_length(&mut self.stream(Audience::Internal).await, wanted)
            .await;
    }

    async fn wait_for_length(&self, stream: &mut Stream, wanted: u64) {
        let mut last = 0;
        let reached = poll_until(LIMIT, async || {
            last = stream.info().await.ok()?.state.last_sequence;
            (last >= wanted).then_some(())
        });
        if reached.await.is_none() {
            panic!("the stream holds {last} messages, not {wanted}");
        }
        assert_eq!(last, wanted, "no more than that are published");
    }

    /// Waits until the internal stream holds that many, and returns them.
    pub(crate) async fn wait_for_published(&self, wanted: u64) -> Vec<Published> {
        self.wait_for_stream(Audience::Internal, wanted).await
    }

    /// Waits until a stream holds that many, and returns them.
    pub(crate) async fn wait_for_stream(&self, audience: Audience, wanted: u64) -> Vec<Published> {
        let mut stream = self.stream(audience).await;
        self.wait_for_length(&mut stream, wanted).await;
        let mut published = Vec::new();
        for sequence in 1..=wanted {
            let message = stream.get_raw_message(sequence).await.expect("is there");
            published.push(message.into());
        }
        published
    }

    /// Waits until a consumer of the internal stream has nothing left to do.
    pub(crate) async fn wait_until_idle(&self, consumer: &str) {
        let stream = self.stream(Audience::Internal).await;
        poll_until(LIMIT, async || {
            let info = stream.consumer_info(consumer).await.ok()?;
            (info.num_pending == 0 && info.num_ack_pending == 0).then_some(())
        })
        .await
        .expect("it gets through");
    }

    /// Waits until the broker has delivered that often to a consumer.
    pub(crate) async fn wait_for_deliveries(&self, consumer: &str, wanted: u64) {
        let stream = self.stream(Audience::Internal).await;
        poll_until(LIMIT, async || {
            let info = stream.consumer_info(consumer).await.ok()?;
            (info.delivered.consumer_sequence >= wanted).then_some(())
        })
        .await
        .expect("it is delivered");
    }

    /// Removes a consumer, as the broker does with one that was long away.
    pub(crate) async fn delete_consumer(&self, consumer: &str) {
        let stream = self.stream(Audience::Internal).await;
        let _: Consumer<pull::Config> = stream.get_consumer(consumer).await.expect("it is there");
        stream.delete_consumer(consumer).await.expect("deletes");
    }

    /// Publishes an event past the ledger's outbox, with its rights.
    pub(crate) async fn smuggle(&self, account: ChallengeId, version: i64, id: &str) {
        let payload = r#"{"question":"questions/1"}"#;
        self.smuggle_payload(account, version, id, payload).await;
    }

    /// As [`smuggle`](Self::smuggle), with any payload.
    pub(crate) async fn smuggle_payload(
        &self,
        account: ChallengeId,
        version: i64,
        id: &str,
        payload: &'static str,
    ) {
        let mut headers = HeaderMap::new();
        headers.insert("ce-id", id);
        headers.insert("ce-type", "linia.challenges.events.v1.QuestionAsked");
        headers.insert("ce-subject", account.as_uuid().to_string());
        headers.insert("ce-time", "2026-11-21T00:00:00Z");
        headers.insert("ce-sequence", format!("{version:020}"));
        headers.insert("linia-epoch", "1");
        let user = NatsUser::service(Ledger::NAME);
        let client = self.nats.connect(&user).await.expect("connects");
        jetstream::new(client)
            .publish_with_headers(
                "linia.v1.challenges.question.asked",
                headers,
                payload.into(),
            )
            .await
            .expect("publishes")
            .await
            .expect("is acknowledged");
    }
}

/// Checks that each aggregate's versions come in order, from 1, without gaps
/// and without repetitions.
pub(crate) fn assert_gapless(published: &[Published]) {
    let mut last: HashMap<Uuid, i64> = HashMap::new();
    for event in published {
        let before = last.insert(event.aggregate, event.version).unwrap_or(0);
        assert_eq!(event.version, before + 1, "{event:?}");
    }
}
