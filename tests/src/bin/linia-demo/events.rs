//! Shows the events as they pass on the broker.

use async_nats::jetstream::{
    self,
    consumer::{AckPolicy, pull},
};
use futures::{StreamExt, future::join_all};
use linia_tests::story::{Narrator, Result, World};
use tokio_util::task::AbortOnDropHandle;

const STREAMS: [&str; 3] = ["LINIA_IDENTITY", "LINIA_CHALLENGES", "LINIA_SUBMISSIONS"];

/// Watches until the handle is dropped.
pub(crate) async fn watch(world: &World) -> Result<AbortOnDropHandle<()>> {
    let client = world.system.broker().await?;
    let narrator = world.narrator;
    let task = tokio::spawn(async move {
        let jetstream = jetstream::new(client);
        join_all(STREAMS.map(|stream| follow(&jetstream, stream, narrator))).await;
    });
    Ok(AbortOnDropHandle::new(task))
}

async fn follow(jetstream: &jetstream::Context, stream: &str, narrator: Narrator) {
    let config = pull::Config {
        ack_policy: AckPolicy::None,
        ..pull::Config::default()
    };
    let Ok(consumer) = jetstream.create_consumer_on_stream(config, stream).await else {
        return narrator.event(&format!("{stream} cannot be watched"));
    };
    let Ok(mut messages) = consumer.messages().await else {
        return narrator.event(&format!("{stream} cannot be watched"));
    };
    while let Some(Ok(message)) = messages.next().await {
        let subject = message.subject.trim_start_matches("linia.v1.");
        narrator.event(subject);
    }
}
