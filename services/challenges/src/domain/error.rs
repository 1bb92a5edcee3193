//! Why a command is refused.

use linia_chassis::id::{QuestionId, StageId};
use time::OffsetDateTime;

use super::{finding::Finding, state::StateKind};

/// Why a command is refused. Nothing has changed then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TransitionError {
    /// The state does not know the command.
    #[error("cannot {command} a challenge that is {}", state.as_str())]
    WrongState {
        /// What was asked.
        command: &'static str,
        /// Where the challenge stands.
        state: StateKind,
    },
    /// Only a draft can be rewritten.
    #[error("challenge is {}, not a draft", state.as_str())]
    NotDraft {
        /// Where the challenge stands.
        state: StateKind,
    },
    /// What is written cannot be published.
    #[error("challenge has {} defects", .0.len())]
    HasDefects(Vec<Finding>),
    /// The contest would open or close before it is published.
    #[error("{field} has passed")]
    StageDatePassed {
        /// Path of the time, for example `stages[0].open_time`.
        field: String,
    },
    /// The challenge has no such stage.
    #[error("{0} is not a stage of the challenge")]
    StageUnknown(StageId),
    /// The stage takes no more works.
    #[error("stage closed at {close_time}")]
    StageClosed {
        /// When.
        close_time: OffsetDateTime,
    },
    /// The stage closes before an extension of it could be announced.
    #[error("stage closes at {close_time}, too soon to announce another time")]
    StageClosesSoon {
        /// When.
        close_time: OffsetDateTime,
    },
    /// A stage can only be extended.
    #[error("new closing time is not later than {close_time}")]
    CloseTimeNotLater {
        /// The present closing time.
        close_time: OffsetDateTime,
    },
    /// The stage would not close before its successor.
    #[error("next stage closes at {next_close_time}")]
    NextStageCloses {
        /// When the successor closes.
        next_close_time: OffsetDateTime,
    },
    /// Another protocol was received for the stage already.
    #[error("another protocol was received for {0}")]
    ProtocolDiffers(StageId),
    /// The result names nobody who could be awarded.
    #[error("the result names no laureates")]
    NoLaureates,
    /// The zone of the deadlines is not known any more.
    #[error("time zone {0} is unknown")]
    TimeZoneUnknown(String),
    /// Those revealed are not the laureates.
    #[error("revealed works are not those of the laureates")]
    LaureatesDiffer,
    /// It is not known yet who the laureates are.
    #[error("the laureates have not been revealed")]
    LaureatesNotRevealed,
    /// The term after approval has not passed.
    #[error("prizes may be awarded from {earliest_award_time} on")]
    AwardTooEarly {
        /// When they may be.
        earliest_award_time: OffsetDateTime,
    },
    /// The question has an answer.
    #[error("{0} is answered")]
    QuestionAnswered(QuestionId),
}
