//! Why a command on a programme or an enrolment is refused.

use linia_chassis::standing::Unmet;
use time::OffsetDateTime;

use super::state::ProgrammeStateKind;
use crate::domain::{enrolment::EnrolmentStateKind, finding::Finding};

/// Why a command is refused. Nothing has changed then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProgrammeError {
    /// The programme's state does not know the command.
    #[error("cannot {command} a programme that is {}", state.as_str())]
    WrongState {
        /// What was asked.
        command: &'static str,
        /// Where the programme stands.
        state: ProgrammeStateKind,
    },
    /// What is written cannot be published.
    #[error("programme has {} defects", .0.len())]
    HasDefects(Vec<Finding>),
    /// It is too early.
    #[error("enrolment opens at {open_time}")]
    EnrolmentNotOpen {
        /// When it opens.
        open_time: OffsetDateTime,
    },
    /// It is too late.
    #[error("enrolment closed at {close_time}")]
    EnrolmentClosed {
        /// When it closed.
        close_time: OffsetDateTime,
    },
    /// Whoever enrols is not what a participant must be.
    #[error("{} conditions are not met", .0.len())]
    NotEligible(Vec<Unmet>),
    /// All places are taken, and nobody more may wait.
    #[error("no place is free, and the waiting list is full")]
    Full,
    /// The enrolment's state does not know the command.
    #[error("cannot {command} whoever is {}", state.as_str())]
    EnrolmentState {
        /// What was asked.
        command: &'static str,
        /// Where the enrolment stands.
        state: EnrolmentStateKind,
    },
    /// Nobody may leave in this phase.
    #[error("phase {phase} lets nobody leave")]
    PhaseKeeps {
        /// Which, from 1.
        phase: i32,
    },
    /// One goes on from phase to phase, to the last.
    #[error("the phase asked for is not the one after phase {phase}")]
    PhaseNotNext {
        /// The present one, from 1.
        phase: i32,
    },
    /// All places of the phase are taken.
    #[error("phase {phase} is full")]
    PhaseFull {
        /// Which, from 1.
        phase: i32,
    },
}
