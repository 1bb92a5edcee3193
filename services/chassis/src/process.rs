//! A process's life: `serve`, and the commands around it.
//!
//! Start: telemetry, settings, database, listen, ready. Streams, relay and
//! consumers start in the background and retry for ever, so with the broker
//! down the system starts and goes on accepting. End, on SIGTERM: not ready,
//! drain calls, stop consumers, flush the relay, close, exit 0.

mod app;
mod cli;
mod commands;
mod health;
mod production;
mod serve;
mod watch;

use std::{future::Future, io::Write, process::ExitCode};

use clap::Parser;
use sqlx::migrate::Migrator;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

pub use app::App;
pub use cli::{Command, NoCommand};
pub use commands::chassis_migrator;
pub use health::HealthError;

use crate::{
    auth::Keyring,
    broker::BrokerError,
    config::{self, ConfigError, Settings},
    database::{Database, DbError},
    grpc::{AddressError, Peers, ServeError},
    telemetry::{Telemetry, TelemetryError},
    threads::cores,
    tls::{Tls, TlsError},
};

/// Why a process could not start or do its work.
#[derive(Debug, thiserror::Error)]
pub enum BootError {
    /// The settings are wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// Telemetry could not be set up.
    #[error(transparent)]
    Telemetry(#[from] TelemetryError),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DbError),
    /// The schema could not be migrated.
    #[error("migration")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// The broker failed.
    #[error(transparent)]
    Broker(#[from] BrokerError),
    /// The server failed.
    #[error(transparent)]
    Serve(#[from] ServeError),
    /// The serving process is not ready.
    #[error(transparent)]
    Health(#[from] HealthError),
    /// The certificates are missing, or do not fit.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// An address of another service is malformed.
    #[error(transparent)]
    Peer(#[from] AddressError),
    /// The system gave no threads, signals or the like.
    #[error("operating system")]
    System(#[from] std::io::Error),
    /// Something of the service's own.
    #[error("{what}")]
    Service {
        /// What could not be done.
        what: &'static str,
        /// Why.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl BootError {
    /// Something of the service's own that could not be done.
    pub fn service(
        what: &'static str,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self::Service {
            what,
            source: source.into(),
        }
    }
}

impl From<sqlx::Error> for BootError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error.into())
    }
}

/// What the chassis gives a service. Cheap to clone.
#[derive(Clone)]
pub struct Platform {
    /// The service's schema.
    pub database: Database,
    /// The other services.
    pub peers: Peers,
    /// The public keys of all services.
    pub keyring: Keyring,
    /// Cancelled when the process shall end.
    pub shutdown: CancellationToken,
    /// What its connections prove themselves with; `None`: they do not.
    pub(crate) tls: Option<Tls>,
}

/// A service of Linia.
pub trait Service: Send + 'static {
    /// Its name: its schema, its role, its subjects.
    const NAME: &'static str;

    /// Its settings.
    type Settings: Settings;

    /// Its commands beside those of every service; [`NoCommand`] for none.
    type Command: clap::Subcommand + Send;

    /// The migrations of its schema.
    fn migrator() -> Migrator;

    /// Puts the service together.
    fn build(
        settings: Self::Settings,
        platform: Platform,
    ) -> impl Future<Output = Result<App, BootError>> + Send;

    /// Runs one of its own commands.
    fn command(
        settings: Self::Settings,
        command: Self::Command,
        platform: Platform,
    ) -> impl Future<Output = Result<(), BootError>> + Send;
}

/// The whole of a service's `main`.
#[must_use]
pub fn main<S: Service>() -> ExitCode {
    let cli = cli::Cli::<S::Command>::parse();
    match run::<S>(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            report(S::NAME, &error);
            ExitCode::FAILURE
        }
    }
}

#[expect(
    clippy::print_stderr,
    reason = "logs may not be set up yet, and a person is reading"
)]
fn report(service: &str, error: &BootError) {
    let mut text = format!("linia-{service}: {error}");
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    eprintln!("{text}");
}

fn run<S: Service>(cli: cli::Cli<S::Command>) -> Result<(), BootError> {
    if matches!(cli.command, Command::Settings) {
        return Ok(print_settings::<S>()?);
    }
    let settings: S::Settings = config::load(S::NAME, &cli.config)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(cores()?)
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let telemetry = Telemetry::start(S::NAME, settings.common().telemetry)?;
        let shutdown = CancellationToken::new();
        if matches!(cli.command, Command::Serve) {
            end_on_signal(shutdown.clone())?;
        }
        let done = execute::<S>(settings, cli.command, shutdown).await;
        if let Err(error) = &done {
            tracing::error!(error = error as &dyn std::error::Error, "process ends");
        }
        // Sending what is left blocks.
        tokio::task::spawn_blocking(|| telemetry.stop()).await.ok();
        done
    })
}

/// Whatever is set, and also where nothing is.
fn print_settings<S: Service>() -> std::io::Result<()> {
    let schema = config::schema::<S::Settings>();
    writeln!(std::io::stdout(), "{schema:#}")
}

/// Does one command; `serve` goes on until `shutdown`. [`main`] is this with
/// the settings, logs and signals of a process.
///
/// # Errors
/// [`BootError`].
pub async fn execute<S: Service>(
    settings: S::Settings,
    command: Command<S::Command>,
    shutdown: CancellationToken,
) -> Result<(), BootError> {
    install_tls_provider();
    commands::run::<S>(settings, command, shutdown).await
}

fn end_on_signal(shutdown: CancellationToken) -> Result<(), BootError> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("asked to end");
        shutdown.cancel();
    });
    Ok(())
}

/// One TLS provider for everything in the process.
fn install_tls_provider() {
    if rustls::crypto::ring::default_provider()
        .install_default()
        .is_err()
    {
        tracing::debug!("a TLS provider is installed already");
    }
}
