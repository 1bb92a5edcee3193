//! What callers are told.

use std::time::Duration;

use linia_chassis::problem::Problem;
use tonic::Status;

use crate::{
    app::{AppError, passwords::PasswordError},
    domain::TransitionError,
    store::StoreError,
};

/// When to come back if too many passwords are being checked.
const PASSWORDS_RETRY: Duration = Duration::from_secs(1);

impl From<AppError> for Status {
    fn from(error: AppError) -> Self {
        Problem::from(error).into()
    }
}

impl From<AppError> for Problem {
    fn from(error: AppError) -> Self {
        let text = error.to_string();
        match error {
            AppError::Caller(problem) => problem,
            AppError::Refused(error) => error.into(),
            AppError::Store(error) => error.into(),
            AppError::Idempotency(error) => error.into(),
            AppError::Password(error) => error.into(),
            AppError::NotFound(what) => Self::not_found(what),
            AppError::EtagMismatch => Self::aborted("ETAG_MISMATCH", text),
            AppError::CredentialsInvalid => Self::unauthenticated("CREDENTIALS_INVALID", text),
            AppError::RefreshTokenInvalid => Self::unauthenticated("REFRESH_TOKEN_INVALID", text),
            AppError::VerificationTokenInvalid => Self::invalid("VERIFICATION_TOKEN_INVALID", text),
            AppError::OperatorSecretInvalid => Self::denied("BOOTSTRAP_SECRET_INVALID", text),
            AppError::KeyIdTaken => Self::already_exists("KEY_ID_TAKEN", text),
            AppError::KeyShareDamaged => {
                tracing::error!("key share cannot be unwrapped");
                Self::data_loss("KEY_SHARE_DAMAGED", text)
            }
            AppError::Work(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "call failed");
                Self::internal()
            }
        }
    }
}

impl From<TransitionError> for Problem {
    fn from(error: TransitionError) -> Self {
        let text = error.to_string();
        match error {
            TransitionError::EmailNotVerified => {
                Self::failed_precondition("EMAIL_NOT_VERIFIED", text)
            }
            TransitionError::EmailAlreadyVerified => {
                Self::failed_precondition("EMAIL_ALREADY_VERIFIED", text)
            }
            TransitionError::OrganizationAlreadyVerified => {
                Self::failed_precondition("ORGANIZATION_ALREADY_VERIFIED", text)
            }
            TransitionError::MembershipUnknown => Self::not_found("the membership"),
            TransitionError::LastHead => Self::failed_precondition("LAST_HEAD", text),
            TransitionError::NotInvited => Self::not_found("the invitation"),
            TransitionError::ReleaseTimePassed => {
                Self::field("release_time", "NOT_IN_FUTURE", "must lie in the future")
            }
            TransitionError::KeyShareDiffers => Self::already_exists("KEY_SHARE_DIFFERS", text),
            TransitionError::StageNotClosed => Self::failed_precondition("STAGE_NOT_CLOSED", text),
            TransitionError::KeyShareReleased => {
                Self::failed_precondition("KEY_SHARE_RELEASED", text)
            }
            TransitionError::ReleaseTimeNotLater => {
                Self::failed_precondition("RELEASE_TIME_NOT_LATER", text)
            }
            TransitionError::ErasureState => Self::failed_precondition("ERASURE_STATE", text),
            TransitionError::ClosingRecordDiffers => {
                Self::failed_precondition("CLOSING_RECORD_DIFFERS", text)
            }
        }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Database(error) => error.into(),
            StoreError::IdentifierTaken => Self::already_exists(
                "IDENTIFIER_TAKEN",
                "another organization holds one of the identifiers",
            ),
            StoreError::AccountUnknown => Self::not_found("the account"),
            StoreError::Corrupt { table, column } => {
                tracing::error!(table, column, "row holds what was never written");
                Self::internal()
            }
        }
    }
}

impl From<PasswordError> for Problem {
    fn from(error: PasswordError) -> Self {
        match error {
            PasswordError::Busy => {
                Self::exhausted("PASSWORDS_BUSY", error.to_string(), PASSWORDS_RETRY)
            }
            PasswordError::Failed(cause) => {
                tracing::error!(%cause, "password hashing failed");
                Self::internal()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use tonic::Code;

    use super::*;

    #[test]
    fn refusals_have_the_codes_of_the_contract() {
        for (error, code, reason) in [
            (
                AppError::CredentialsInvalid,
                Code::Unauthenticated,
                "CREDENTIALS_INVALID",
            ),
            (
                TransitionError::LastHead.into(),
                Code::FailedPrecondition,
                "LAST_HEAD",
            ),
            (AppError::EtagMismatch, Code::Aborted, "ETAG_MISMATCH"),
            (
                StoreError::IdentifierTaken.into(),
                Code::AlreadyExists,
                "IDENTIFIER_TAKEN",
            ),
            (
                PasswordError::Busy.into(),
                Code::ResourceExhausted,
                "PASSWORDS_BUSY",
            ),
            (
                AppError::KeyShareDamaged,
                Code::DataLoss,
                "KEY_SHARE_DAMAGED",
            ),
        ] {
            let problem = Problem::from(error);
            assert_eq!((problem.code(), problem.reason()), (code, reason));
        }
    }
}
