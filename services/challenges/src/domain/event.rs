//! What happened to a challenge.

use linia_chassis::id::{AppealId, StageId, WorkId};
use time::OffsetDateTime;

use super::amending::Amendment;

/// A fact, told in the past tense. Who and what it is about is in the challenge
/// that it comes with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A draft was started.
    Drafted,
    /// A draft waits for an operator.
    ReviewRequested,
    /// An operator gave the draft back.
    ChangesRequested,
    /// An operator found the draft in order, and it waits for the head of the
    /// authority.
    ReviewAccepted,
    /// A draft waits for the head of the authority.
    ApprovalRequested,
    /// The head approved the draft.
    Approved,
    /// The head gave the draft back, or it could not be published at its set
    /// time.
    Returned,
    /// The contest was published.
    Published,
    /// Published texts were clarified.
    Amended(Amendment),
    /// A stage closes later than was published.
    StageExtended {
        /// Which.
        stage: StageId,
        /// When it closes now.
        close_time: OffsetDateTime,
        /// When it was to close.
        previous_close_time: OffsetDateTime,
        /// Why.
        reason: String,
    },
    /// The contest ended before its result.
    Cancelled,
    /// The jury's result arrived.
    ResultReceived,
    /// A corrected protocol took the place of the one before it.
    ResultCorrected,
    /// The head approved the result.
    ResultApproved,
    /// The head annulled the contest.
    ResultAnnulled,
    /// It became known who the laureates are.
    LaureatesRevealed,
    /// An appeal against the result was entered.
    AppealRecorded(AppealId),
    /// An appeal against the result was decided.
    AppealDecided {
        /// Which.
        appeal: AppealId,
        /// Whether the result is annulled for it.
        annulled: bool,
    },
    /// The prizes were awarded.
    PrizesAwarded,
    /// The prize of this work fell away, and a runner-up was called.
    RunnerUpCalled(WorkId),
    /// It became known who steps in for this work.
    RunnerUpRevealed(WorkId),
    /// The prize of this work was awarded to whoever stepped in.
    RunnerUpAwarded(WorkId),
}
