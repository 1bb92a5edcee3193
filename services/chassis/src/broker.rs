//! The broker: connections, and the streams that events live in.
//!
//! A service has a stream of its own for each audience. Streams are made by an
//! explicit step (`<service> streams`); services only verify them.

use std::time::Duration;

use async_nats::{
    Client, ConnectOptions, Event,
    connection::State,
    jetstream::{
        self,
        context::GetStreamErrorKind,
        stream::{Config, DiscardPolicy, RetentionPolicy, StorageType, Stream},
    },
};
use linia_proto::event::Audience;
use tokio_util::sync::CancellationToken;

use crate::{
    config::{NatsSettings, Secret},
    tls::TlsSettings,
};

/// The broker remembers message ids for this long; ids carry the epoch, so a
/// stream that is filled again is not taken for a repetition.
const DUPLICATE_WINDOW: Duration = Duration::from_secs(120);
/// How soon it is noticed that the broker went away during the stop.
const AWAY_POLL: Duration = Duration::from_millis(100);

/// What went wrong with the broker.
#[derive(Debug, thiserror::Error)]
pub enum BrokerError {
    /// The address is wrong.
    #[error("broker address")]
    Connect(#[from] async_nats::ConnectError),
    /// The stream is not there; the set-up step makes it.
    #[error("stream {0} is missing; run the command `streams`")]
    StreamMissing(String),
    /// The stream is there and not as it must be.
    #[error("stream {stream} must have {setting}; nothing is published into it until it has")]
    StreamDiffers {
        /// Its name.
        stream: String,
        /// What it must have and has not.
        setting: &'static str,
    },
    /// The broker did not do what it was asked.
    #[error("{what}")]
    Refused {
        /// What was asked.
        what: &'static str,
        /// What it said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl BrokerError {
    pub(crate) fn refused(
        what: &'static str,
        source: impl std::error::Error + Send + Sync + 'static,
    ) -> Self {
        Self::Refused {
            what,
            source: Box::new(source),
        }
    }
}

/// A connection to one account of the broker. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Broker {
    pub(crate) client: Client,
    pub(crate) jetstream: jetstream::Context,
}

impl Broker {
    /// Connects in the background and for ever: with the broker down a
    /// service starts and goes on accepting.
    pub(crate) async fn connect(
        service: &str,
        settings: &NatsSettings,
        tls: &TlsSettings,
        user: &str,
        password: &Secret,
    ) -> Result<Self, BrokerError> {
        let client = options(service, tls, user, password)
            .retry_on_initial_connect()
            .connect(addresses(&settings.url))
            .await?;
        Ok(Self::over(client, settings))
    }

    /// Connects now or fails: for commands.
    async fn connect_now(
        settings: &NatsSettings,
        tls: &TlsSettings,
        user: &str,
        password: &Secret,
    ) -> Result<Self, BrokerError> {
        let client = options("admin", tls, user, password)
            .connect(addresses(&settings.url))
            .await?;
        Ok(Self::over(client, settings))
    }

    fn over(client: Client, settings: &NatsSettings) -> Self {
        let timeout = Duration::from_secs(settings.request_timeout_seconds);
        let jetstream = jetstream::ContextBuilder::new()
            .timeout(timeout)
            .ack_timeout(timeout)
            .build(client.clone());
        Self { client, jetstream }
    }

    /// The stream that `service` writes, if it is as it must be: into one that
    /// may forget or refuse in another way than events can bear, nothing is
    /// published.
    pub(crate) async fn own_stream(
        &self,
        service: &str,
        audience: Audience,
    ) -> Result<Stream, BrokerError> {
        let name = stream_name(service, audience);
        let found = self.jetstream.get_stream(&name).await;
        let stream = found.map_err(|error| match error.kind() {
            GetStreamErrorKind::JetStream(error) if error.code() == 404 => {
                BrokerError::StreamMissing(name)
            }
            _ => BrokerError::refused("stream cannot be looked up", error),
        })?;
        // How many replicas it has is the set-up step's to see to: fewer are
        // no reason to stand still.
        let wanted = stream_config(service, audience, 1);
        verify(&stream.cached_info().config, &wanted)?;
        Ok(stream)
    }

    /// Ends once `stop` is told and the broker is away: what waits for its
    /// answer by then need not be waited for.
    pub(crate) async fn away_at_the_end(&self, stop: &CancellationToken) {
        stop.cancelled().await;
        while self.client.connection_state() == State::Connected {
            tokio::time::sleep(AWAY_POLL).await;
        }
    }
}

fn addresses(url: &str) -> Vec<String> {
    url.split(',').map(|part| part.trim().to_owned()).collect()
}

fn options(service: &str, tls: &TlsSettings, user: &str, password: &Secret) -> ConnectOptions {
    let options =
        ConnectOptions::with_user_and_password(user.to_owned(), password.expose().to_owned());
    // Whether TLS is spoken, the address tells; the files are read at each
    // connection.
    let options = if tls.is_on() {
        let [certificate, key, authority] = tls.paths();
        options
            .add_root_certificates(authority)
            .add_client_certificate(certificate, key)
    } else {
        options
    };
    options
        .name(format!("linia-{service}"))
        // Each user may read its own answers only.
        .custom_inbox_prefix(format!("_INBOX.{service}"))
        .event_callback(|event| async move {
            match event {
                Event::Connected => tracing::info!("broker connected"),
                Event::Disconnected => tracing::warn!("broker disconnected"),
                Event::SlowConsumer(_) | Event::ServerError(_) | Event::ClientError(_) => {
                    tracing::warn!(broker.event = %event, "broker trouble");
                }
                _ => tracing::debug!(broker.event = %event, "broker event"),
            }
        })
}

/// The name of the stream that `service` writes for `audience`.
#[must_use]
pub fn stream_name(service: &str, audience: Audience) -> String {
    let service = service.to_uppercase();
    match audience {
        Audience::Internal => format!("LINIA_{service}"),
        Audience::Public => format!("LINIA_PUBLIC_{service}"),
    }
}

/// How the stream must be: kept for ever, written by one, never thinned out.
/// A full stream refuses, and events wait safely in Postgres.
#[must_use]
pub fn stream_config(service: &str, audience: Audience, replicas: usize) -> Config {
    let subjects = match audience {
        Audience::Internal => format!("linia.v1.{service}.>"),
        Audience::Public => format!("linia.public.v1.{service}.>"),
    };
    Config {
        name: stream_name(service, audience),
        subjects: vec![subjects],
        storage: StorageType::File,
        retention: RetentionPolicy::Limits,
        discard: DiscardPolicy::New,
        deny_delete: true,
        allow_direct: true,
        num_replicas: replicas,
        duplicate_window: DUPLICATE_WINDOW,
        ..Config::default()
    }
}

/// Makes a service's streams, or verifies those that are there.
pub(crate) async fn set_up_streams(
    service: &str,
    settings: &NatsSettings,
    tls: &TlsSettings,
) -> Result<(), BrokerError> {
    let accounts = [
        (
            Audience::Internal,
            &settings.admin_user,
            &settings.admin_password,
        ),
        (
            Audience::Public,
            &settings.public_admin_user,
            &settings.public_admin_password,
        ),
    ];
    for (audience, user, password) in accounts {
        let broker = Broker::connect_now(settings, tls, user, password).await?;
        let wanted = stream_config(service, audience, settings.stream_replicas);
        let stream = broker
            .jetstream
            .get_or_create_stream(wanted.clone())
            .await
            .map_err(|error| BrokerError::refused("stream cannot be made", error))?;
        verify(&stream.cached_info().config, &wanted)?;
        tracing::info!(stream = wanted.name, "stream is ready");
    }
    Ok(())
}

/// Compares what the broker has with what it must have: an older server drops
/// settings that it does not know without a word.
pub(crate) fn verify(has: &Config, wanted: &Config) -> Result<(), BrokerError> {
    let checks = [
        ("its service's subjects", has.subjects == wanted.subjects),
        ("storage: file", has.storage == wanted.storage),
        ("retention: limits", has.retention == wanted.retention),
        ("discard: new", has.discard == wanted.discard),
        ("deny_delete: true", has.deny_delete),
        ("allow_direct: true", has.allow_direct),
        ("max_age: 0", has.max_age.is_zero()),
        (
            "as many replicas as nats.stream_replicas",
            has.num_replicas >= wanted.num_replicas,
        ),
    ];
    match checks.iter().find(|(_, same)| !same) {
        None => Ok(()),
        Some((setting, _)) => Err(BrokerError::StreamDiffers {
            stream: has.name.clone(),
            setting,
        }),
    }
}
