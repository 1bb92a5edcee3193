//! What can go wrong between the domain and its tables.

use linia_chassis::database::DbError;

/// A statement failed, or a row is not what was written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database failed.
    #[error(transparent)]
    Database(DbError),
    /// Another organization holds one of the identifiers.
    #[error("another organization holds one of the identifiers")]
    IdentifierTaken,
    /// A row names an account that does not exist, or that is being erased.
    #[error("there is no such account")]
    AccountUnknown,
    /// The domain refuses what a column holds: somebody wrote past this
    /// program.
    #[error("column {table}.{column} holds what was never written")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
    },
}

/// Constraints that tell the caller something become facts; the others are
/// mistakes of ours.
impl From<DbError> for StoreError {
    fn from(error: DbError) -> Self {
        match error.constraint() {
            Some("organization_identifier_unique") => Self::IdentifierTaken,
            Some("membership_account" | "team_member_account" | "session_account") => {
                Self::AccountUnknown
            }
            _ => Self::Database(error),
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        DbError::from(error).into()
    }
}
