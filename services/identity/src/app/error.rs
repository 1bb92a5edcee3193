//! Why a use case was refused or failed.

use linia_chassis::{
    consumer::HandlerError, database::DbError, idempotency::IdempotencyError, problem::Problem,
};

use super::passwords::PasswordError;
use crate::{domain::TransitionError, store::StoreError};

/// Why a use case was refused or failed.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The caller may not do it, or the request cannot be read.
    #[error(transparent)]
    Caller(#[from] Problem),
    /// The state of things forbids it.
    #[error(transparent)]
    Refused(#[from] TransitionError),
    /// What is needed could not be read or kept.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The call cannot be told to be new or a repetition.
    #[error(transparent)]
    Idempotency(#[from] IdempotencyError),
    /// A password could not be hashed.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// There is none, or the caller may not know of it.
    #[error("{0} was not found")]
    NotFound(String),
    /// The caller has not seen the last change.
    #[error("the etag is not the current one")]
    EtagMismatch,
    /// Not the address and password of an account, or not a client and its
    /// secret.
    #[error("the credentials are not right")]
    CredentialsInvalid,
    /// Unknown, used, or of a session that has ended.
    #[error("the refresh token is not accepted")]
    RefreshTokenInvalid,
    /// Unknown or expired.
    #[error("the verification token is not accepted")]
    VerificationTokenInvalid,
    /// Unknown, used or expired.
    #[error("the one-time secret is not accepted")]
    OperatorSecretInvalid,
    /// The key is another service's.
    #[error("the key is registered for another service")]
    KeyIdTaken,
    /// What is stored cannot be unwrapped: it was changed, or the master key
    /// is another one.
    #[error("the key share cannot be unwrapped")]
    KeyShareDamaged,
    /// Another replica holds the work by now.
    #[error(transparent)]
    Work(#[from] HandlerError),
}

/// What is due is tried again when the database was in the way; all else is for
/// an operator to see.
impl From<AppError> for HandlerError {
    fn from(error: AppError) -> Self {
        match error {
            AppError::Work(error) => error,
            AppError::Store(StoreError::Database(error)) => error.into(),
            other => Self::Park {
                event: None,
                reason: other.to_string(),
            },
        }
    }
}

impl From<DbError> for AppError {
    fn from(error: DbError) -> Self {
        Self::Store(error.into())
    }
}
