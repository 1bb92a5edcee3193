//! Which step of the story failed, and why.

use tonic::Status;

use crate::stack::StackError;

/// Result of a step.
pub type Result<T> = std::result::Result<T, StoryError>;

/// A step of the story that did not go as it must.
#[derive(Debug, thiserror::Error)]
pub enum StoryError {
    /// A call was refused.
    #[error("step \"{step}\": {code:?}: {message}")]
    Call {
        /// What was being done.
        step: String,
        /// The status code.
        code: tonic::Code,
        /// What the service said.
        message: String,
    },
    /// A call went through that must be refused, or was refused for another reason.
    #[error("step \"{step}\": expected {expected}, got {got}")]
    Differs {
        /// What was being done.
        step: String,
        /// What must be.
        expected: String,
        /// What was.
        got: String,
    },
    /// A state did not come about.
    #[error("step \"{step}\": it did not happen within {seconds} s")]
    TimedOut {
        /// What was waited for.
        step: String,
        /// How long.
        seconds: u64,
    },
    /// The stack itself failed.
    #[error(transparent)]
    Stack(#[from] StackError),
    /// A file of the user cannot be read.
    #[error("{0}")]
    Input(String),
}

/// Names the step that a call belongs to.
pub trait Step<T> {
    /// The answer, or an error that names `step`.
    ///
    /// # Errors
    /// [`StoryError::Call`].
    fn step(self, step: impl Into<String>) -> Result<T>;
}

impl<T> Step<T> for std::result::Result<tonic::Response<T>, Status> {
    fn step(self, step: impl Into<String>) -> Result<T> {
        self.map(tonic::Response::into_inner)
            .map_err(|status| StoryError::Call {
                step: step.into(),
                code: status.code(),
                message: status.message().to_owned(),
            })
    }
}

/// Compares what is with what must be.
///
/// # Errors
/// [`StoryError::Differs`].
pub fn must_equal<T: PartialEq + std::fmt::Debug>(
    step: impl Into<String>,
    got: &T,
    expected: &T,
) -> Result<()> {
    if got == expected {
        return Ok(());
    }
    Err(StoryError::Differs {
        step: step.into(),
        expected: format!("{expected:?}"),
        got: format!("{got:?}"),
    })
}

/// Checks that a call is refused for the reason given.
///
/// # Errors
/// [`StoryError::Differs`] if it went through or was refused otherwise.
pub fn must_be_refused<T>(
    step: impl Into<String>,
    answer: std::result::Result<tonic::Response<T>, Status>,
    reason: &str,
) -> Result<()> {
    let got = match answer {
        Ok(_) => "an answer".to_owned(),
        Err(status) => reason_of(&status),
    };
    must_equal(step, &got.as_str(), &reason)
}

/// The reason of a refusal, as `ErrorInfo` carries it.
#[must_use]
pub fn reason_of(status: &Status) -> String {
    use tonic_types::StatusExt;
    status
        .get_details_error_info()
        .map_or_else(|| format!("{:?}", status.code()), |info| info.reason)
}
