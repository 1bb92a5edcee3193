//! What happened to a challenge.

use linia_chassis::id::StageId;
use time::OffsetDateTime;

/// A fact, told in the past tense. Who and what it is about is in the challenge
/// that it comes with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A draft was started.
    Drafted,
    /// A draft waits for the head of the authority.
    ApprovalRequested,
    /// The head approved the draft.
    Approved,
    /// The head gave the draft back.
    Returned,
    /// The contest was published.
    Published,
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
    /// The head approved the result.
    ResultApproved,
    /// The head annulled the contest.
    ResultAnnulled,
    /// It became known who the laureates are.
    LaureatesRevealed,
    /// The prizes were awarded.
    PrizesAwarded,
}
