//! `serve`: from listening to the end.

use std::time::Duration;

use linia_proto::event::Audience;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{BootError, Platform, Service, app::Background};
use crate::{
    broker::Broker,
    config::{NatsSettings, Settings},
    grpc::Server,
    relay::Relay,
};

/// How long each kind of background work, told to end, is waited for.
const GRACE: Duration = Duration::from_secs(10);

/// Serves until the process is told to end.
pub(super) async fn serve<S: Service>(
    settings: S::Settings,
    platform: Platform,
) -> Result<(), BootError> {
    let common = settings.common();
    let database_settings = common.database.clone();
    let grpc_settings = common.grpc.clone();
    let nats_settings = common.nats.clone();
    let database = platform.database.clone();
    let keyring = platform.keyring.clone();
    let shutdown = platform.shutdown.clone();

    if let Err(error) = keyring.load_last_copy().await {
        tracing::warn!(
            error = &error as &dyn std::error::Error,
            "no last copy of signing keys"
        );
    }
    let app = S::build(settings, platform).await?;
    let parts = app.into_parts(database.clone());
    let server = Server::bind(&grpc_settings, parts.routes, keyring).await?;
    tracing::info!(server.address = %server.address()?, "{} listens", S::NAME);

    // Calls end first, then consumers, then the relay, which takes along what
    // both have written.
    let (stop_consumers, stop_relay) = (CancellationToken::new(), CancellationToken::new());
    let background = Background {
        service: S::NAME,
        database: database.clone(),
        settings: database_settings.clone(),
        broker: internal_broker(S::NAME, &nats_settings).await?,
        stop: stop_consumers.clone(),
    };
    let consumers = TaskTracker::new();
    for start in parts.consumers {
        consumers.spawn(start(&background));
    }
    consumers.spawn(parts.worker.run(database.clone(), stop_consumers.clone()));
    let relays = TaskTracker::new();
    for (audience, broker) in [
        (Audience::Internal, background.broker.clone()),
        (
            Audience::Public,
            public_broker(S::NAME, &nats_settings).await?,
        ),
    ] {
        let relay = Relay::new(
            S::NAME,
            audience,
            database.clone(),
            database_settings.clone(),
            broker,
            background.broker.client.clone(),
        );
        relays.spawn(relay.run(stop_relay.clone()));
    }

    let served = server.serve(shutdown.clone()).await;
    shutdown.cancel();
    stop_consumers.cancel();
    consumers.close();
    at_most("consumers", consumers.wait()).await;
    stop_relay.cancel();
    relays.close();
    at_most("relays", relays.wait()).await;
    at_most("database connections", database.pool().close()).await;
    tracing::info!("{} has ended", S::NAME);
    Ok(served?)
}

pub(super) async fn internal_broker(
    service: &str,
    settings: &NatsSettings,
) -> Result<Broker, BootError> {
    let (user, password) = (&settings.user, &settings.password);
    Ok(Broker::connect(service, &settings.url, user, password).await?)
}

pub(super) async fn public_broker(
    service: &str,
    settings: &NatsSettings,
) -> Result<Broker, BootError> {
    let (user, password) = (&settings.public_user, &settings.public_password);
    Ok(Broker::connect(service, &settings.url, user, password).await?)
}

/// Waits for an end, but not for ever: whoever told the process to end kills
/// it at some time, and all that counts is in the database.
async fn at_most(what: &'static str, end: impl Future<Output = ()>) {
    if tokio::time::timeout(GRACE, end).await.is_err() {
        tracing::warn!("{what} have not ended in time");
    }
}
