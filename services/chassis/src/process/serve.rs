//! `serve`: from listening to the end.

use std::time::Duration;

use linia_proto::event::Audience;
use tokio::time::Instant;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{
    BootError, Platform, Service,
    app::Background,
    watch::{Watched, watch},
};
use crate::{
    broker::Broker,
    config::{NatsSettings, Settings},
    grpc::Server,
    idempotency::tidy,
    paging::PageKey,
    relay::Relay,
    telemetry::metrics,
    tls::TlsSettings,
};

/// Serves until the process is told to end.
pub(super) async fn serve<S: Service>(
    settings: S::Settings,
    platform: Platform,
) -> Result<(), BootError> {
    let common = settings.common();
    let database_settings = common.database.clone();
    let grpc_settings = common.grpc.clone();
    let nats_settings = common.nats.clone();
    let tls_settings = common.tls.clone();
    let tls = platform.tls.clone();
    let page_key = PageKey::new(common.page_secret.expose());
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
    let server = Server::bind(
        &grpc_settings,
        parts.routes,
        keyring,
        page_key,
        parts.methods,
    )
    .await?;
    tracing::info!(server.address = %server.address()?, "{} listens", S::NAME);

    // Calls end first, then consumers, then the relay, which takes along what
    // both have written.
    let (stop_consumers, stop_relay) = (CancellationToken::new(), CancellationToken::new());
    let background = Background {
        service: S::NAME,
        database: database.clone(),
        settings: database_settings.clone(),
        broker: internal_broker(S::NAME, &nats_settings, &tls_settings).await?,
        stop: stop_consumers.clone(),
    };
    let consumers = TaskTracker::new();
    for start in parts.consumers {
        consumers.spawn(start(&background));
    }
    consumers.spawn(tidy::run(database.clone(), stop_consumers.clone()));
    let kinds_of_work = parts.worker.kinds();
    consumers.spawn(parts.worker.run(database.clone(), stop_consumers.clone()));
    metrics::observe_pool(S::NAME, database.pool().clone());
    let relays = TaskTracker::new();
    let internal = background.broker.clone();
    let public = public_broker(S::NAME, &nats_settings, &tls_settings).await?;
    let brokers = [
        (Audience::Internal, internal.clone()),
        (Audience::Public, public.clone()),
    ];
    let watched = Watched {
        service: S::NAME,
        database: database.clone(),
        brokers: brokers.clone(),
        readers: parts.readers,
        kinds_of_work,
    };
    consumers.spawn(watch(watched, stop_consumers.clone()));
    for (audience, broker) in brokers {
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

    let drain = Duration::from_secs(grpc_settings.drain_seconds);
    let served = server.serve(tls, shutdown.clone()).await;
    shutdown.cancel();
    let end = Instant::now() + drain;
    stop_consumers.cancel();
    consumers.close();
    until(end, "consumers", consumers.wait()).await;
    stop_relay.cancel();
    relays.close();
    let relayed = async {
        tokio::select! {
            () = relays.wait() => {}
            // What waits in the outbox is published after the next start.
            () = internal.away_at_the_end(&stop_relay) => {}
            () = public.away_at_the_end(&stop_relay) => {}
        }
    };
    until(end, "relays", relayed).await;
    until(end, "database connections", database.pool().close()).await;
    tracing::info!("{} has ended", S::NAME);
    Ok(served?)
}

pub(super) async fn internal_broker(
    service: &str,
    settings: &NatsSettings,
    tls: &TlsSettings,
) -> Result<Broker, BootError> {
    let (user, password) = (&settings.user, &settings.password);
    Ok(Broker::connect(service, settings, tls, user, password).await?)
}

pub(super) async fn public_broker(
    service: &str,
    settings: &NatsSettings,
    tls: &TlsSettings,
) -> Result<Broker, BootError> {
    let (user, password) = (&settings.public_user, &settings.public_password);
    Ok(Broker::connect(service, settings, tls, user, password).await?)
}

/// Waits for an end, but not for ever: whoever told the process to end kills
/// it at some time, and all that counts is in the database.
async fn until(end: Instant, what: &'static str, ended: impl Future<Output = ()>) {
    if tokio::time::timeout_at(end, ended).await.is_err() {
        tracing::warn!("{what} have not ended in time");
    }
}
