//! Why a measurement could not be made.

use crate::{stack::StackError, story::StoryError};

/// What the functions here return.
pub type Result<T, E = BenchError> = std::result::Result<T, E>;

/// Why a measurement could not be made.
#[derive(Debug, thiserror::Error)]
pub enum BenchError {
    /// The people or the challenge could not be made ready.
    #[error(transparent)]
    Story(#[from] StoryError),
    /// A part of the stack failed.
    #[error(transparent)]
    Stack(#[from] StackError),
    /// Postgres refused.
    #[error("Postgres refused")]
    Postgres(#[from] sqlx::Error),
    /// A call that is measured was refused.
    #[error("a measured call was refused: {:?}: {}", .0.code(), .0.message())]
    Call(#[from] Box<tonic::Status>),
    /// The broker refused.
    #[error("broker: {what}: {source}")]
    Broker {
        /// What was asked of it.
        what: &'static str,
        /// What it said.
        source: async_nats::Error,
    },
    /// pgbench ended with an error, or told nothing that can be read.
    #[error("pgbench: {0}")]
    Pgbench(String),
    /// A file of the system could not be read or written.
    #[error("{action} failed")]
    File {
        /// What was tried.
        action: &'static str,
        /// What the system said.
        source: std::io::Error,
    },
    /// Both sides did not do the same work, so their times say nothing.
    #[error("{what}: expected {expected}, found {found}")]
    NotTheSameWork {
        /// What was counted.
        what: &'static str,
        /// How many there must be.
        expected: i64,
        /// How many there are.
        found: i64,
    },
    /// A state did not come about.
    #[error("it did not come about within {seconds} s: {what}")]
    TimedOut {
        /// What was waited for.
        what: &'static str,
        /// How long.
        seconds: u64,
    },
}

impl BenchError {
    /// For `map_err`: a refusal of the broker.
    pub(super) fn broker<E: Into<async_nats::Error>>(what: &'static str) -> impl FnOnce(E) -> Self {
        move |error| Self::Broker {
            what,
            source: error.into(),
        }
    }

    /// For `map_err`: trouble with a file.
    pub(super) fn file(action: &'static str) -> impl FnOnce(std::io::Error) -> Self {
        move |source| Self::File { action, source }
    }
}

impl From<tonic::Status> for BenchError {
    fn from(status: tonic::Status) -> Self {
        Self::Call(Box::new(status))
    }
}
