//! The commands of every service.

use linia_proto::event::Audience;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tokio_util::sync::CancellationToken;

use super::{BootError, Platform, Service, cli::Command, health, production, serve};
use crate::{
    auth::Keyring,
    broker,
    config::{ConfigError, Settings},
    database::{Database, migrate_options},
    grpc::Peers,
    relay::{Relay, RelayError},
    tls::Tls,
};

pub(super) async fn run<S: Service>(
    settings: S::Settings,
    command: Command<S::Command>,
    shutdown: CancellationToken,
) -> Result<(), BootError> {
    match command {
        Command::Serve => {
            let platform = platform::<S>(&settings, shutdown)?;
            serve::serve::<S>(settings, platform).await
        }
        Command::Migrate => migrate::<S>(&settings).await,
        Command::Settings => Ok(super::print_settings::<S>()?),
        Command::Health => Ok(health::check(settings.common().grpc).await?),
        Command::CheckConfig { production } => check_config::<S>(&settings, production).await,
        Command::Streams => {
            let common = settings.common();
            Ok(broker::set_up_streams(S::NAME, common.nats, common.tls).await?)
        }
        Command::Repend => repend::<S>(&settings).await,
        Command::Rebuild => rebuild::<S>(settings, shutdown).await,
        Command::Own(command) => {
            let platform = platform::<S>(&settings, shutdown)?;
            S::command(settings, command, platform).await
        }
    }
}

fn platform<S: Service>(
    settings: &S::Settings,
    shutdown: CancellationToken,
) -> Result<Platform, BootError> {
    let common = settings.common();
    let database = Database::open(S::NAME, common.database)?;
    let tls = Tls::open(common.tls)?;
    let peers = Peers::over(tls.as_ref(), S::NAME, common.peers, common.credentials)?;
    // Identity itself inserts its keys; the others ask it.
    let identity = (S::NAME != "identity").then(|| peers.identity_without_token());
    let keyring = Keyring::new(database.clone(), identity);
    Ok(Platform {
        database,
        peers,
        keyring,
        shutdown,
        tls,
    })
}

/// Brings the chassis' tables and then the service's own up to date.
async fn migrate<S: Service>(settings: &S::Settings) -> Result<(), BootError> {
    let database = settings.common().database;
    let options = migrate_options(S::NAME, database)?;
    let mut owner = PgConnection::connect_with(&options).await?;
    chassis_migrator()
        .run_direct(None, &mut owner, false)
        .await?;
    S::migrator().run_direct(None, &mut owner, false).await?;
    keep_applied(&mut owner, S::NAME).await?;
    owner.close().await?;
    tracing::info!("schema is up to date");
    Ok(())
}

/// What has been applied, a service reads to see that its schema is up to
/// date, and may not write. By default its role may write every table of its
/// schema, so this one right is taken back.
async fn keep_applied(owner: &mut PgConnection, service: &str) -> Result<(), sqlx::Error> {
    let revoke = format!(
        "REVOKE INSERT, UPDATE, DELETE ON _sqlx_migrations, _chassis_sqlx_migrations FROM {service}"
    );
    sqlx::raw_sql(AssertSqlSafe(revoke)).execute(owner).await?;
    Ok(())
}

/// The migrations that every schema has in common, with a table of their own
/// for what has been applied.
#[must_use]
pub fn chassis_migrator() -> sqlx::migrate::Migrator {
    sqlx::migrate!("./migrations")
}

/// Settings that can be read are right but for what production asks for
/// beyond.
async fn check_config<S: Service>(
    settings: &S::Settings,
    production: bool,
) -> Result<(), BootError> {
    if production {
        let problems = production::problems::<S>(settings).await?;
        if !problems.is_empty() {
            return Err(ConfigError::Wrong(problems).into());
        }
    }
    tracing::info!("settings are in order");
    Ok(())
}

/// Fills both streams again from the journal.
async fn repend<S: Service>(settings: &S::Settings) -> Result<(), BootError> {
    let common = settings.common();
    let database = Database::open(S::NAME, common.database)?;
    let internal = serve::internal_broker(S::NAME, common.nats, common.tls).await?;
    let public = serve::public_broker(S::NAME, common.nats, common.tls).await?;
    let pokes = internal.client.clone();
    for (audience, broker) in [(Audience::Internal, internal), (Audience::Public, public)] {
        let (database, settings) = (database.clone(), common.database.clone());
        let relay = Relay::new(S::NAME, audience, database, settings, broker, pokes.clone());
        let epoch = relay.repend().await.map_err(|error| match error {
            RelayError::Database(error) => BootError::Database(error),
            RelayError::Broker(error) => BootError::Broker(error),
            other => BootError::service("streams cannot be filled again", other),
        })?;
        tracing::info!(epoch, "the whole journal is pending again");
    }
    Ok(())
}

/// Empties the projections and forgets how far they had got; the reader in
/// the serving process notices and begins again.
async fn rebuild<S: Service>(
    settings: S::Settings,
    shutdown: CancellationToken,
) -> Result<(), BootError> {
    let platform = platform::<S>(&settings, shutdown)?;
    let database = platform.database.clone();
    let app = S::build(settings, platform).await?;
    for (projection, tables) in app.projected_tables() {
        let mut tx = database.begin_write().await?;
        // However much there is to delete.
        sqlx::query!("SET LOCAL statement_timeout = 0")
            .execute(tx.conn())
            .await?;
        // A reader in the midst of a batch ends it first; the next one waits.
        sqlx::query!("LOCK TABLE projection_checkpoint IN SHARE ROW EXCLUSIVE MODE")
            .execute(tx.conn())
            .await?;
        for table in *tables {
            // Table names are constants of the program.
            sqlx::query(AssertSqlSafe(format!("DELETE FROM {table}")))
                .execute(tx.conn())
                .await?;
        }
        sqlx::query!("DELETE FROM inbox WHERE consumer = $1", projection)
            .execute(tx.conn())
            .await?;
        sqlx::query!("DELETE FROM dead_letter WHERE consumer = $1", projection)
            .execute(tx.conn())
            .await?;
        sqlx::query!(
            "DELETE FROM projection_checkpoint WHERE projection = $1",
            projection
        )
        .execute(tx.conn())
        .await?;
        tx.commit().await?;
        tracing::info!(projection, "projection is empty and will be read again");
    }
    Ok(())
}
