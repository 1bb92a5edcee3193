//! Travel in time: moves the one clock of a database.

use std::time::Duration;

use sqlx::postgres::PgConnection;
use sqlx::{Connection as _, Row as _};
use time::OffsetDateTime;

use super::error::{Result, StackError};

/// The clock of one database, as its superuser sees it.
#[derive(Debug, Clone)]
pub struct Clock {
    superuser_url: String,
}

impl Clock {
    /// The clock of the database of this URL, which must be a superuser's.
    #[must_use]
    pub const fn new(superuser_url: String) -> Self {
        Self { superuser_url }
    }

    /// Moves the clock forward by `by`, for every service at once.
    ///
    /// # Errors
    /// When Postgres refuses or is down.
    pub async fn advance(&self, by: Duration) -> Result<()> {
        self.run(
            "UPDATE linia.clock SET clock_offset = clock_offset + $1 * interval '1 second'",
            by.as_secs_f64(),
        )
        .await
    }

    /// Moves the clock forward to `to`; a time that is over already changes nothing.
    ///
    /// # Errors
    /// When Postgres refuses or is down.
    pub async fn advance_to(&self, to: OffsetDateTime) -> Result<()> {
        let ahead = to - self.now().await?;
        match Duration::try_from(ahead) {
            Ok(ahead) => self.advance(ahead).await,
            Err(_) => Ok(()),
        }
    }

    /// Puts the clock back to the real time.
    ///
    /// # Errors
    /// When Postgres refuses or is down.
    pub async fn reset(&self) -> Result<()> {
        self.run(
            "UPDATE linia.clock SET clock_offset = $1 * interval '1 second'",
            0.0,
        )
        .await
    }

    /// What time it is for the services.
    ///
    /// # Errors
    /// When Postgres refuses or is down.
    pub async fn now(&self) -> Result<OffsetDateTime> {
        self.read()
            .await
            .map_err(StackError::postgres("reading the clock"))
    }

    async fn read(&self) -> sqlx::Result<OffsetDateTime> {
        let mut connection = PgConnection::connect(&self.superuser_url).await?;
        let row = sqlx::query("SELECT linia.linia_now()")
            .fetch_one(&mut connection)
            .await?;
        connection.close().await?;
        row.try_get(0)
    }

    async fn run(&self, sql: &'static str, seconds: f64) -> Result<()> {
        let moved = async {
            let mut connection = PgConnection::connect(&self.superuser_url).await?;
            sqlx::query(sql)
                .bind(seconds)
                .execute(&mut connection)
                .await?;
            connection.close().await
        };
        moved
            .await
            .map_err(StackError::postgres("moving the clock"))
    }
}
