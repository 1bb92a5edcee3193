//! Why a use case failed.

use linia_chassis::{
    consumer::HandlerError,
    database::DbError,
    id::{ChallengeId, NotificationId},
    problem::{Problem, Violations},
};

use crate::{clients::ContactError, domain::PreferenceError, store::StoreError, texts::TextError};

/// Why a use case failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AppError {
    /// The caller may not do it.
    #[error(transparent)]
    NotAllowed(#[from] Problem),
    /// There is no such notification.
    #[error("unknown notification")]
    UnknownNotification(NotificationId),
    /// There is no such published challenge.
    #[error("unknown challenge")]
    UnknownChallenge(ChallengeId),
    /// The preferences cannot be had.
    #[error("preferences are invalid")]
    Preferences(Vec<PreferenceError>),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A text could not be written.
    #[error(transparent)]
    Text(#[from] TextError),
    /// An event of another service that must come has not come yet.
    #[error("{0} is not known yet")]
    NotKnownYet(String),
    /// Identity could not be asked.
    #[error(transparent)]
    Identity(#[from] ContactError),
    /// The mail server took the mail not now.
    #[error("mail server did not take the mail, reply code {}", code.unwrap_or_default())]
    MailServer {
        /// The reply's code; shown as 0 if there was no reply.
        code: Option<u16>,
    },
    /// Another replica holds the work by now.
    #[error(transparent)]
    Work(#[from] HandlerError),
}

impl From<DbError> for AppError {
    fn from(error: DbError) -> Self {
        Self::Store(error.into())
    }
}

impl From<AppError> for Problem {
    fn from(error: AppError) -> Self {
        match error {
            AppError::NotAllowed(problem) => problem,
            AppError::UnknownNotification(name) => Self::not_found(name),
            AppError::UnknownChallenge(name) => Self::not_found(name),
            AppError::Preferences(errors) => preferences(&errors),
            AppError::Store(StoreError::Database(error)) => error.into(),
            AppError::Store(StoreError::Json { .. } | StoreError::Unknown { .. })
            | AppError::Text(_)
            | AppError::NotKnownYet(_)
            | AppError::Identity(_)
            | AppError::MailServer { .. }
            | AppError::Work(_) => {
                tracing::error!(error = &error as &dyn std::error::Error, "call failed");
                Self::internal()
            }
        }
    }
}

impl From<AppError> for HandlerError {
    fn from(error: AppError) -> Self {
        match error {
            AppError::Work(error) => error,
            AppError::Identity(error) => Self::from_status(error.into_status()),
            AppError::Store(StoreError::Database(_))
            | AppError::NotKnownYet(_)
            | AppError::MailServer { .. }
            | AppError::NotAllowed(_) => Self::retry(error),
            AppError::Store(StoreError::Json { .. } | StoreError::Unknown { .. })
            | AppError::Text(_)
            | AppError::UnknownNotification(_)
            | AppError::UnknownChallenge(_)
            | AppError::Preferences(_) => Self::Park {
                event: None,
                reason: with_causes(&error),
            },
        }
    }
}

fn preferences(errors: &[PreferenceError]) -> Problem {
    let mut violations = Violations::default();
    for error in errors {
        let (index, reason, description) = match error {
            PreferenceError::Unknown { index } => (index, "UNKNOWN_TOPIC", "is no topic"),
            PreferenceError::Mandatory { index } => {
                (index, "MANDATORY_TOPIC", "is mailed in any case")
            }
        };
        let field = format!("preferences.muted_topics[{index}]");
        violations.add(field, reason, description);
    }
    match violations.into_result() {
        Ok(()) => Problem::internal(),
        Err(problem) => problem,
    }
}

fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}
