//! Why an event was not handled, and what to do about it.

use std::panic::AssertUnwindSafe;

use futures::FutureExt;
use uuid::Uuid;

use super::EventRecord;
use crate::database::{self, DbError};

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Why an event was not handled.
#[derive(Debug, thiserror::Error)]
pub enum HandlerError {
    /// Trouble that passes: try again later, without limit.
    #[error("transient")]
    Retry(#[source] BoxError),
    /// Trouble that stays: set the event and its aggregate aside.
    #[error("poison: {reason}")]
    Park {
        /// Which event of a batch; `None` where there is only one.
        event: Option<Uuid>,
        /// Why.
        reason: String,
    },
}

impl HandlerError {
    /// Trouble that passes.
    pub fn retry(error: impl Into<BoxError>) -> Self {
        Self::Retry(error.into())
    }

    /// Trouble with an event that stays.
    pub fn park(event: &EventRecord, reason: impl Into<String>) -> Self {
        Self::Park {
            event: Some(event.id),
            reason: reason.into(),
        }
    }

    /// Trouble that the database will make again with every attempt, because
    /// it refuses what the event says, is poison; all else stays as it is.
    #[must_use]
    pub(crate) fn poison_if_refused(self) -> Self {
        let Self::Retry(error) = &self else {
            return self;
        };
        let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error.as_ref());
        while let Some(error) = cause {
            if let Some(refusal) = error.downcast_ref().and_then(refusal) {
                return Self::Park {
                    event: None,
                    reason: refusal,
                };
            }
            cause = error.source();
        }
        self
    }

    /// What a failed call to another service means: another answer may come,
    /// unless the service said that the request itself is wrong.
    #[must_use]
    pub fn from_status(status: tonic::Status) -> Self {
        match status.code() {
            tonic::Code::InvalidArgument | tonic::Code::NotFound | tonic::Code::Unimplemented => {
                Self::Park {
                    event: None,
                    reason: format!("{:?}: {}", status.code(), status.message()),
                }
            }
            _ => Self::retry(status),
        }
    }
}

/// Runs a handler. One that panics would panic again with every delivery, so
/// that is poison; and the consumer lives on.
pub(crate) async fn catch_panic(
    handler: impl Future<Output = Result<(), HandlerError>>,
) -> Result<(), HandlerError> {
    AssertUnwindSafe(handler)
        .catch_unwind()
        .await
        .unwrap_or_else(|_| {
            Err(HandlerError::Park {
                event: None,
                reason: "handler panicked".to_owned(),
            })
        })
}

/// What the database refuses for good, without the values that it names.
fn refusal(error: &sqlx::Error) -> Option<String> {
    let code = database::permanent_code(error)?;
    let constraint = error.as_database_error().and_then(|e| e.constraint());
    Some(match constraint {
        Some(name) => format!("the database refuses it: SQLSTATE {code}, constraint {name}"),
        None => format!("the database refuses it: SQLSTATE {code}"),
    })
}

impl From<DbError> for HandlerError {
    fn from(error: DbError) -> Self {
        Self::retry(error)
    }
}

impl From<sqlx::Error> for HandlerError {
    fn from(error: sqlx::Error) -> Self {
        Self::retry(DbError::from(error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trouble_without_a_refusal_of_the_database_stays_transient() {
        for error in [sqlx::Error::PoolTimedOut, sqlx::Error::RowNotFound] {
            let judged = HandlerError::from(error).poison_if_refused();
            assert!(matches!(judged, HandlerError::Retry(_)));
        }
    }
}
