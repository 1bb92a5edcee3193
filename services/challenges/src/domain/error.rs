//! Why a command is refused.

use linia_chassis::id::{AppealId, QuestionId, StageId, WorkId};
use time::OffsetDateTime;

use super::{admission::AdmissionMode, finding::Finding, state::StateKind};

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
    /// The contest admits its entrants in another way.
    #[error("the contest is {}", mode.as_str())]
    AdmissionMode {
        /// In which.
        mode: AdmissionMode,
    },
    /// The time to apply has passed.
    #[error("applications are not taken any more")]
    ApplicationsClosed,
    /// A decision on an application is final.
    #[error("the application is decided")]
    ApplicationDecided,
    /// What is set for the past cannot happen.
    #[error("time of publication has passed")]
    PublishTimePassed,
    /// The contest would open or close before it is published.
    #[error("{field} is not after the time of publication")]
    PublishTimeTooLate {
        /// Path of the time, for example `stages[0].open_time`.
        field: String,
    },
    /// There is no time to take back.
    #[error("publication is not scheduled")]
    NotScheduled,
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
        /// The present closing time, or the present time if that has passed.
        close_time: OffsetDateTime,
    },
    /// The stage would not close before its successor.
    #[error("next stage closes at {next_close_time}")]
    NextStageCloses {
        /// When the successor closes.
        next_close_time: OffsetDateTime,
    },
    /// Nothing but the jury changes after the deadline for works.
    #[error("works were taken until {close_time}")]
    WorksDeadlinePassed {
        /// When the first stage closed.
        close_time: OffsetDateTime,
    },
    /// What is published stays published.
    #[error("{field} has no text in {language_code} any more")]
    TextWithdrawn {
        /// Path of the texts.
        field: String,
        /// BCP 47.
        language_code: String,
    },
    /// The amendment says what is said already.
    #[error("amendment changes nothing")]
    NothingAmended,
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
    /// The published rules let nobody step in.
    #[error("the rules of the contest let no runner-up step in")]
    RunnerUpNotAllowed,
    /// No prize can fall away.
    #[error("{0} holds no prize")]
    NotALaureate(WorkId),
    /// A prize falls away once.
    #[error("a runner-up was called for {0}")]
    RunnerUpCalled(WorkId),
    /// The prize did not fall away.
    #[error("no runner-up was called for {0}")]
    RunnerUpNotCalled(WorkId),
    /// It is known who steps in.
    #[error("it was revealed who steps in for {0}")]
    RunnerUpRevealed(WorkId),
    /// It is not known yet who steps in.
    #[error("it has not been revealed who steps in for {0}")]
    RunnerUpNotRevealed(WorkId),
    /// Nobody is left, or whoever stepped in dropped out too.
    #[error("nobody steps in for {0}")]
    NoRunnerUp(WorkId),
    /// The prize was awarded anew.
    #[error("the prize of {0} was awarded anew")]
    RunnerUpAwarded(WorkId),
    /// An appeal suspends the award.
    #[error("{0} is pending")]
    AppealPending(AppealId),
    /// An appeal was upheld against what would be awarded.
    #[error("{0} was upheld")]
    AppealUpheld(AppealId),
    /// The appeal was entered before.
    #[error("the reference is that of {0}")]
    AppealKnown(AppealId),
    /// The challenge has no such appeal.
    #[error("{0} is not an appeal against the result")]
    AppealUnknown(AppealId),
    /// The appeal was decided otherwise.
    #[error("{0} is decided")]
    AppealDecided(AppealId),
    /// The question has an answer.
    #[error("{0} is answered")]
    QuestionAnswered(QuestionId),
    /// The question is answered with another one.
    #[error("{0} was merged into another question")]
    QuestionMerged(QuestionId),
    /// The question cannot stand for another one.
    #[error("{0} is merged itself, the same, or about another challenge")]
    MergeTargetUnfit(QuestionId),
    /// It is too late for an answer that entrants could still use.
    #[error("questions were taken until {question_close_time}")]
    QuestionsClosed {
        /// Until when.
        question_close_time: OffsetDateTime,
    },
}
