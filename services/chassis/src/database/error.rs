//! What went wrong in the database, and what that means to a caller.

use std::time::Duration;

use crate::problem::Problem;

/// A statement or connection failed.
#[derive(Debug, thiserror::Error)]
#[error("database")]
pub struct DbError(#[from] sqlx::Error);

/// SQLSTATE classes and codes that another attempt can cure.
const SERIALIZATION_FAILURE: &str = "40001";
const DEADLOCK: &str = "40P01";
const LOCK_TIMEOUT: &str = "55P03";
/// Connection exceptions; insufficient resources; operator intervention
/// (shutdown, crash, "cannot connect now").
const AWAY: [&str; 3] = ["08", "53", "57"];
/// Violated by whoever appends an event without its aggregate's lock.
const EVENT_ORDER: &str = "outbox_event_order";

/// SQLSTATE classes that say that the data is wrong, whenever it comes: data
/// exceptions, and violations of integrity constraints
/// (<https://www.postgresql.org/docs/current/errcodes-appendix.html>).
const WRONG: [&str; 2] = ["22", "23"];

/// The SQLSTATE of what the database will refuse again with every attempt.
/// `None` for trouble that may pass.
pub(crate) fn permanent_code(error: &sqlx::Error) -> Option<String> {
    let error = error.as_database_error()?;
    let code = error.code()?;
    let wrong = WRONG.iter().any(|class| code.starts_with(class));
    let raced = error.constraint() == Some(EVENT_ORDER);
    (wrong && !raced).then(|| code.into_owned())
}

impl DbError {
    /// The name of the constraint that was violated, if that was it.
    #[must_use]
    pub fn constraint(&self) -> Option<&str> {
        self.0.as_database_error()?.constraint()
    }

    /// Whether the database is away for now, so that waiting helps.
    #[must_use]
    pub fn is_unavailable(&self) -> bool {
        match &self.0 {
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::Protocol(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed => true,
            sqlx::Error::Database(error) => error
                .code()
                .is_some_and(|code| AWAY.iter().any(|class| code.starts_with(class))),
            _ => false,
        }
    }

    /// Whether another transaction got in the way, so that repeating helps.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        let code = self.0.as_database_error().and_then(|error| error.code());
        matches!(
            code.as_deref(),
            Some(SERIALIZATION_FAILURE | DEADLOCK | LOCK_TIMEOUT)
        ) || self.constraint() == Some(EVENT_ORDER)
    }
}

/// Logs what the caller must not see.
impl From<DbError> for Problem {
    fn from(error: DbError) -> Self {
        let cause = &error.0 as &dyn std::error::Error;
        if error.is_unavailable() {
            tracing::warn!(error = cause, "database is unavailable");
            return Self::unavailable(
                "DATABASE_UNAVAILABLE",
                "the service's database is unavailable",
                Duration::from_secs(1),
            );
        }
        if error.is_conflict() {
            tracing::debug!(error = cause, "transaction met another");
            return Self::aborted("CONCURRENT_CHANGE", "somebody else changed it; repeat");
        }
        tracing::error!(error = cause, "statement failed");
        Self::internal()
    }
}
