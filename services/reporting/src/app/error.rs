//! Why a use case failed.

use linia_chassis::{database::DbError, id::ChallengeId, problem::Problem};

/// Why a use case failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AppError {
    /// The caller may not do it.
    #[error(transparent)]
    NotAllowed(#[from] Problem),
    /// There is no such challenge, or none that was published.
    #[error("unknown challenge")]
    UnknownChallenge(ChallengeId),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DbError),
}

impl From<AppError> for Problem {
    fn from(error: AppError) -> Self {
        match error {
            AppError::NotAllowed(problem) => problem,
            AppError::UnknownChallenge(name) => Self::not_found(name),
            AppError::Database(error) => error.into(),
        }
    }
}
