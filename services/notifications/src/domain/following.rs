//! That a person follows a contest.

use linia_chassis::id::ChallengeId;
use time::OffsetDateTime;

/// That a person follows a contest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Following {
    /// Which.
    pub(crate) challenge: ChallengeId,
    /// Since when.
    pub(crate) since: OffsetDateTime,
}
