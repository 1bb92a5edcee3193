//! Why a use case failed.

use linia_chassis::{
    crypto::CryptoError, database::DbError, idempotency::IdempotencyError, problem::Problem,
};

use crate::{
    clients::identity::IdentityError,
    domain::{error::TransitionError, key_release::Refusal, programme::error::ProgrammeError},
    store::StoreError,
};

/// Why a use case failed. Nothing has changed then, except where it says so.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The caller may not do this, or the request is wrong.
    #[error(transparent)]
    Refused(#[from] Problem),
    /// There is no such thing, or the caller may not know of it.
    #[error("{0} was not found")]
    NotFound(String),
    /// It was changed since the caller read it.
    #[error("etag does not match")]
    EtagMismatch,
    /// The organization cannot run challenges.
    #[error("organization is not a contracting authority")]
    NotAnAuthority,
    /// The domain forbids it.
    #[error(transparent)]
    Transition(#[from] TransitionError),
    /// The domain forbids it of a programme.
    #[error(transparent)]
    Programme(#[from] ProgrammeError),
    /// A key share is not given out, or an opening not asked for. The attempt is
    /// recorded.
    #[error(transparent)]
    KeyRefused(#[from] Refusal),
    /// Identity does not keep its part of the keys, for now.
    #[error("identity cannot keep its key shares")]
    KeyNotKept(#[source] IdentityError),
    /// A share cannot be read back as it was stored.
    #[error("key share is damaged")]
    KeyDamaged,
    /// Keys could not be made or opened.
    #[error("key operation failed")]
    Crypto(#[from] CryptoError),
    /// Identity cannot be asked.
    #[error("identity cannot be asked")]
    Identity(#[from] IdentityError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<DbError> for AppError {
    fn from(error: DbError) -> Self {
        Self::Store(error.into())
    }
}

impl From<IdempotencyError> for AppError {
    fn from(error: IdempotencyError) -> Self {
        Self::Refused(error.into())
    }
}
