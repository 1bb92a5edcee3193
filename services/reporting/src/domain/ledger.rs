//! The ledger: every event that names a challenge.

use linia_chassis::id::ChallengeId;
use time::OffsetDateTime;
use uuid::Uuid;

/// One thing that happened to a challenge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LedgerLine {
    /// Which challenge.
    pub(crate) challenge: ChallengeId,
    /// When, by the one clock.
    pub(crate) event_time: OffsetDateTime,
    /// `ce-id`.
    pub(crate) event_id: Uuid,
    /// `ce-type`.
    pub(crate) event_type: String,
    /// `ce-subject`: what it happened to.
    pub(crate) aggregate_id: Uuid,
}
