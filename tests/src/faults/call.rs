//! Calls as their callers saw them.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;
use tonic::Code;
use uuid::Uuid;

/// What a call was to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// Ask about the challenge of a board.
    Ask {
        /// Whether its staff get mails about questions.
        loud: bool,
    },
    /// Hand in a version of one's entry.
    Submit,
    /// Register an organization.
    Register,
    /// Move the closing time of a stage.
    Extend,
    /// Look at what there is; changes nothing.
    Look,
}

/// What a caller knows of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// It was done; what was made, by its name.
    Done(String),
    /// It was refused for good.
    Refused(Code),
    /// No answer came, or one that says nothing: it may have been done or not.
    Unknown,
}

impl Answer {
    /// Reads the outcome of a first attempt.
    #[must_use]
    pub fn of(outcome: Result<String, Code>) -> Self {
        match outcome {
            Ok(name) => Self::Done(name),
            Err(code) if says_nothing_was_done(code) => Self::Refused(code),
            Err(_) => Self::Unknown,
        }
    }

    /// Reads the outcome of a repetition: what turns this attempt away says nothing of the first.
    #[must_use]
    pub fn of_repetition(outcome: Result<String, Code>) -> Self {
        match outcome {
            Err(Code::Aborted | Code::ResourceExhausted | Code::Unauthenticated) => Self::Unknown,
            other => Self::of(other),
        }
    }
}

const fn says_nothing_was_done(code: Code) -> bool {
    matches!(
        code,
        Code::InvalidArgument
            | Code::NotFound
            | Code::AlreadyExists
            | Code::PermissionDenied
            | Code::ResourceExhausted
            | Code::FailedPrecondition
            | Code::Aborted
            | Code::OutOfRange
            | Code::Unimplemented
            | Code::Unauthenticated
    )
}

/// A call and what its caller knows of it.
#[derive(Debug, Clone)]
pub struct Call {
    /// In which row of the table it counts.
    pub row: usize,
    /// What it was to do.
    pub deed: Deed,
    /// Whether it was wrong on purpose, and so must be refused.
    pub wrong: bool,
    /// Unique; part of what is written, so that the effect can be found.
    pub token: Uuid,
    /// What the first attempt told.
    pub first: Answer,
    /// What is known in the end: unknown calls are partly repeated until an answer is known.
    pub last: Answer,
    /// What the first attempt met, if that was no answer.
    pub trouble: Option<Code>,
}

/// How many calls of each kind were done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Questions.
    pub asked: usize,
    /// Versions of entries.
    pub submitted: usize,
    /// Organizations.
    pub registered: usize,
    /// Moved closing times.
    pub extended: usize,
    /// Looks at what there is.
    pub looked: usize,
    /// Calls without an answer, of any kind.
    pub unknown: usize,
}

/// Keeps all calls. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Recorder {
    state: Arc<Mutex<State>>,
    progress: Arc<watch::Sender<Progress>>,
}

#[derive(Debug, Default)]
struct State {
    row: usize,
    calls: Vec<Call>,
}

impl Recorder {
    /// From now on calls that begin count in this row.
    pub fn begin_row(&self, row: usize) {
        self.lock().row = row;
    }

    /// The row that counts now.
    #[must_use]
    pub fn row(&self) -> usize {
        self.lock().row
    }

    /// Keeps a call.
    pub fn keep(&self, call: Call) {
        self.progress.send_modify(|progress| {
            if call.first == Answer::Unknown {
                progress.unknown += 1;
            }
            if matches!(call.last, Answer::Done(_)) {
                match call.deed {
                    Deed::Ask { .. } => progress.asked += 1,
                    Deed::Submit => progress.submitted += 1,
                    Deed::Register => progress.registered += 1,
                    Deed::Extend => progress.extended += 1,
                    Deed::Look => progress.looked += 1,
                }
            }
        });
        self.lock().calls.push(call);
    }

    /// All calls so far.
    #[must_use]
    pub fn calls(&self) -> Vec<Call> {
        self.lock().calls.clone()
    }

    /// How many were done so far.
    #[must_use]
    pub fn progress(&self) -> Progress {
        *self.progress.borrow()
    }

    /// Waits until the progress is such that `wanted` is true. For ever: put a limit around it.
    pub async fn wait_until(&self, wanted: impl Fn(&Progress) -> bool) {
        let mut progress = self.progress.subscribe();
        // Cannot fail: the sender lives as long as `self`.
        let _ = progress.wait_for(wanted).await;
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
