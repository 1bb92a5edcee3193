//! What can be wrong with a row.

use linia_chassis::database::DbError;

/// A statement failed, or a row does not fit the domain.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoreError {
    /// The statement failed.
    #[error(transparent)]
    Database(#[from] DbError),
    /// Stored JSON is not what this version writes or reads.
    #[error("stored {what} cannot be read")]
    Json {
        /// Which column.
        what: &'static str,
        /// Where and why.
        #[source]
        source: serde_json::Error,
    },
    /// A name that the constraints should have kept out.
    #[error("stored {what} is unknown")]
    Unknown {
        /// Which column.
        what: &'static str,
    },
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error.into())
    }
}
