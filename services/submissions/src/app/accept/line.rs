//! A writer's line to the database: one connection, kept from batch to batch.

use std::time::Instant;

use linia_chassis::database::{Database, DbError, MAX_LIFETIME, UNTESTED_REST};
use sqlx::{Connection as _, PgTransaction, Postgres, pool::PoolConnection};

/// Taking a connection out of the pool and giving it back costs two round
/// trips, as many as accepting takes besides. It is tested and given up when the pool would do it.
pub(super) struct Line {
    database: Database,
    open: Option<Open>,
}

struct Open {
    connection: PoolConnection<Postgres>,
    since: Instant,
    used: Instant,
}

impl Line {
    pub(super) const fn new(database: Database) -> Self {
        Self {
            database,
            open: None,
        }
    }

    /// Begins a transaction, on a new connection if the old one has gone.
    pub(super) async fn begin(&mut self) -> Result<PgTransaction<'_>, DbError> {
        let open = match self.open.take() {
            Some(open) => match open.tested().await {
                Some(open) => open,
                None => Open::new(&self.database).await?,
            },
            None => Open::new(&self.database).await?,
        };
        let open = self.open.insert(open);
        open.used = Instant::now();
        Ok(open.connection.begin().await?)
    }

    /// Gives the connection up: who knows what state an error has left it in.
    pub(super) async fn cut(&mut self) {
        if let Some(open) = self.open.take()
            && let Err(error) = open.connection.close().await
        {
            tracing::debug!(%error, "connection was closed by the other side");
        }
    }
}

impl Open {
    async fn new(database: &Database) -> Result<Self, DbError> {
        let mut connection = database.read().await?;
        // The accepting statement takes longer to plan than to run, and how
        // many there are in a batch changes nothing about the plan.
        sqlx::raw_sql("SET plan_cache_mode = force_generic_plan")
            .execute(&mut *connection)
            .await?;
        // Never back to the pool, which knows nothing of that.
        connection.close_on_drop();
        Ok(Self {
            connection,
            since: Instant::now(),
            used: Instant::now(),
        })
    }

    /// Itself, unless it is too old or does not answer.
    async fn tested(mut self) -> Option<Self> {
        if self.since.elapsed() > MAX_LIFETIME {
            return None;
        }
        if self.used.elapsed() > UNTESTED_REST
            && let Err(error) = self.connection.ping().await
        {
            tracing::debug!(%error, "connection has gone");
            return None;
        }
        Some(self)
    }
}
