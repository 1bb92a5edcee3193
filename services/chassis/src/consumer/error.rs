//! Why an event was not handled, and what to do about it.

use std::panic::AssertUnwindSafe;

use futures::FutureExt;
use uuid::Uuid;

use super::EventRecord;
use crate::database::DbError;

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
