//! What can go wrong in the store.

use linia_chassis::database::DbError;

/// A statement failed, or a row says what cannot be.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The statement failed.
    #[error(transparent)]
    Database(#[from] DbError),
    /// A row does not fit the domain: somebody wrote past this service.
    #[error("stored row is corrupt: {0}")]
    Corrupt(&'static str),
    /// The row was changed since it was read.
    #[error("row was changed meanwhile")]
    Changed,
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(DbError::from(error))
    }
}
