//! A juror and a work, and what becomes of them.

use std::{fmt, str::FromStr};

use linia_chassis::id::{AccountId, WorkId};

use crate::domain::{error::TransitionError, length::Length};

/// How long the reason for a change by hand is.
pub const CHANGE_REASON: Length = Length::new(1, 5000);

/// A juror and a work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pair {
    /// What.
    pub work: WorkId,
    /// Who.
    pub juror: AccountId,
}

impl Pair {
    /// This juror and this work.
    #[must_use]
    pub const fn new(work: WorkId, juror: AccountId) -> Self {
        Self { work, juror }
    }
}

/// What a juror has to do with a work. Pairs that are not in a draw have no
/// state: those barred by a conflict are among them, and nothing tells them
/// from the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PairState {
    /// May take the work over.
    Substitute,
    /// Reads the work, and the review counts.
    Assigned,
    /// Does not read the work any more, and no score of theirs for it counts.
    Released,
}

impl PairState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Substitute, Self::Assigned, Self::Released];

    /// Gives the work to a substitute.
    ///
    /// # Errors
    /// If the juror reads it already, or was released from it.
    pub const fn assign(self) -> Result<Self, TransitionError> {
        match self {
            Self::Substitute => Ok(Self::Assigned),
            Self::Assigned => Err(TransitionError::AlreadyAssigned),
            Self::Released => Err(TransitionError::ReleasedFromWork),
        }
    }

    /// Takes the work away for good; a substitute is struck off.
    ///
    /// # Errors
    /// If that was done before.
    pub const fn release(self) -> Result<Self, TransitionError> {
        match self {
            Self::Substitute | Self::Assigned => Ok(Self::Released),
            Self::Released => Err(TransitionError::ReleasedFromWork),
        }
    }

    /// Allows reading and scoring the work.
    ///
    /// # Errors
    /// Unless the work is assigned to the juror.
    pub const fn read(self) -> Result<(), TransitionError> {
        match self {
            Self::Assigned => Ok(()),
            Self::Substitute | Self::Released => Err(TransitionError::NotAssigned),
        }
    }

    /// As it is stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Substitute => "substitute",
            Self::Assigned => "assigned",
            Self::Released => "released",
        }
    }
}

impl fmt::Display for PairState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A text that names no state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a state of an assignment")]
pub struct PairStateError;

impl FromStr for PairState {
    type Err = PairStateError;

    fn from_str(text: &str) -> Result<Self, PairStateError> {
        Self::ALL
            .into_iter()
            .find(|state| state.as_str() == text)
            .ok_or(PairStateError)
    }
}

#[cfg(test)]
mod tests {
    use PairState::{Assigned, Released, Substitute};
    use TransitionError::{AlreadyAssigned, NotAssigned, ReleasedFromWork};

    use super::*;

    #[test]
    fn every_command_in_every_state() {
        // State, and what assign, release and read make of it.
        for (state, assign, release, read) in [
            (Substitute, Ok(Assigned), Ok(Released), Err(NotAssigned)),
            (Assigned, Err(AlreadyAssigned), Ok(Released), Ok(())),
            (
                Released,
                Err(ReleasedFromWork),
                Err(ReleasedFromWork),
                Err(NotAssigned),
            ),
        ] {
            assert_eq!(state.assign(), assign, "assign {state}");
            assert_eq!(state.release(), release, "release {state}");
            assert_eq!(state.read(), read, "read {state}");
        }
    }

    #[test]
    fn stored_state_reads_back() {
        for state in PairState::ALL {
            assert_eq!(state.as_str().parse(), Ok(state));
        }
    }
}
