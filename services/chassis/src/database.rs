//! The service's own Postgres schema: a pool, transactions that know the time
//! and append events, and errors that say what they mean to a caller.

mod clock;
mod error;
mod write;

use std::{str::FromStr, sync::Arc, time::Duration};

use sqlx::{
    Connection as _, PgPool, Postgres,
    pool::PoolConnection,
    postgres::{PgConnectOptions, PgPoolOptions},
};

pub use clock::clock_now;
pub use error::DbError;
pub(crate) use error::permanent_code;
pub use write::WriteTx;

use crate::{
    config::{DatabaseSettings, Secret},
    outbox::Wakers,
};

/// A connection is tested when it is given back; before its next use only if it
/// rested longer than this, else each call would pay for one more round trip.
pub const UNTESTED_REST: Duration = Duration::from_secs(1);

/// A connection is replaced by a new one when it is older than this.
pub const MAX_LIFETIME: Duration = Duration::from_secs(1800);

/// The service's schema. Cheap to clone.
#[derive(Clone)]
pub struct Database {
    pool: PgPool,
    wakers: Arc<Wakers>,
}

impl Database {
    /// Opens the pool. Connections are made when they are needed, so that a
    /// service starts while its database is still starting.
    ///
    /// # Errors
    /// If the address is malformed.
    pub fn open(service: &str, settings: &DatabaseSettings) -> Result<Self, sqlx::Error> {
        let options = connect_options(service, &settings.url, settings)?;
        let pool = PgPoolOptions::new()
            .max_connections(settings.max_connections)
            .acquire_timeout(Duration::from_secs(settings.acquire_timeout_seconds))
            .max_lifetime(MAX_LIFETIME)
            .test_before_acquire(false)
            .before_acquire(|connection, seen| {
                Box::pin(async move {
                    if seen.idle_for > UNTESTED_REST {
                        connection.ping().await?;
                    }
                    Ok(true)
                })
            })
            .connect_lazy_with(options);
        Ok(Self {
            pool,
            wakers: Arc::default(),
        })
    }

    /// Begins a transaction that may write, and reads the one clock.
    ///
    /// # Errors
    /// If the database cannot be reached.
    pub async fn begin_write(&self) -> Result<WriteTx, DbError> {
        WriteTx::begin(&self.pool, Arc::clone(&self.wakers)).await
    }

    /// A connection for reading.
    ///
    /// # Errors
    /// If the database cannot be reached.
    pub async fn read(&self) -> Result<PoolConnection<Postgres>, DbError> {
        Ok(self.pool.acquire().await?)
    }

    /// The pool, for single statements.
    #[must_use]
    pub fn pool(&self) -> &PgPool {
        &self.pool
    }

    pub(crate) fn wakers(&self) -> &Arc<Wakers> {
        &self.wakers
    }
}

/// How a connection of this service introduces itself and behaves.
pub(crate) fn connect_options(
    service: &str,
    url: &Secret,
    settings: &DatabaseSettings,
) -> Result<PgConnectOptions, sqlx::Error> {
    let timeout = format!("{}s", settings.statement_timeout_seconds);
    Ok(named(service, url)?.options([
        ("statement_timeout", timeout.as_str()),
        ("lock_timeout", timeout.as_str()),
        // A client that vanished must not keep its locks.
        ("idle_in_transaction_session_timeout", timeout.as_str()),
    ]))
}

/// How the owner's connection behaves that migrates the schema: a statement
/// takes as long as the table is large, but does not wait long for a lock,
/// because everybody else would wait behind it.
pub(crate) fn migrate_options(
    service: &str,
    settings: &DatabaseSettings,
) -> Result<PgConnectOptions, sqlx::Error> {
    let lock_timeout = format!("{}s", settings.migration_lock_timeout_seconds);
    Ok(named(service, &settings.owner_url)?.options([
        ("statement_timeout", "0"),
        ("lock_timeout", lock_timeout.as_str()),
    ]))
}

fn named(service: &str, url: &Secret) -> Result<PgConnectOptions, sqlx::Error> {
    Ok(PgConnectOptions::from_str(url.expose())?
        .application_name(&format!("linia-{service}"))
        .options([("tcp_user_timeout", "10000")]))
}
