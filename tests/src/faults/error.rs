//! Why a fault run could not be carried through. What the oracle finds is no error: it is counted.

use crate::stack::StackError;
use crate::story::StoryError;

/// Result of a step of a fault run.
pub type Result<T, E = FaultError> = std::result::Result<T, E>;

/// A fault run that could not be carried through.
#[derive(Debug, thiserror::Error)]
pub enum FaultError {
    /// The people could not be gathered.
    #[error(transparent)]
    Story(#[from] StoryError),
    /// The stack itself failed.
    #[error(transparent)]
    Stack(#[from] StackError),
    /// The oracle could not look into the database.
    #[error("the oracle cannot read the database")]
    Database(#[from] sqlx::Error),
    /// The oracle could not look into the broker.
    #[error("{what}")]
    Broker {
        /// What was tried.
        what: &'static str,
        /// What the client said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A program of Postgres could not be started.
    #[error("{program} cannot be started")]
    Start {
        /// Which.
        program: &'static str,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// A program of Postgres refused.
    #[error("{program} refused: {said}")]
    Refused {
        /// Which.
        program: &'static str,
        /// What it said.
        said: String,
    },
    /// The oracle could not read what the system has written.
    #[error("the oracle cannot read the files of the system")]
    File {
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The system did not come to rest.
    #[error("the system is not quiet after {seconds} s: {waiting}")]
    NotQuiet {
        /// How long it was given.
        seconds: u64,
        /// What is still under way.
        waiting: String,
    },
    /// A state that the run is about did not come about.
    #[error("it did not happen within {seconds} s: {what}")]
    NotReached {
        /// What was waited for.
        what: String,
        /// How long.
        seconds: u64,
    },
}

impl FaultError {
    pub(super) fn broker(
        what: &'static str,
    ) -> impl FnOnce(Box<dyn std::error::Error + Send + Sync>) -> Self {
        move |source| Self::Broker { what, source }
    }

    /// The error and its causes in one line.
    #[must_use]
    pub fn report(&self) -> String {
        let mut text = self.to_string();
        let mut cause = std::error::Error::source(self);
        while let Some(error) = cause {
            text = format!("{text}: {error}");
            cause = error.source();
        }
        text
    }
}
