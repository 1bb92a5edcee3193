//! What was said about a challenge on its way to publication.

use linia_chassis::id::{AccountId, ChallengeId};
use time::OffsetDateTime;

/// A decision about a challenge, kept for ever.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// What it is about.
    pub challenge: ChallengeId,
    /// The version of the challenge that was decided on.
    pub version: i64,
    /// What was decided.
    pub kind: RemarkKind,
    /// Why; empty where there is nothing to say.
    pub text: String,
    /// Who decided; absent where the system did.
    pub author: Option<AccountId>,
    /// When.
    pub create_time: OffsetDateTime,
}

/// What was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RemarkKind {
    /// An operator asks for changes.
    ChangesRequested,
    /// An operator found it in order.
    Accepted,
    /// The head of the authority gave it back.
    Returned,
    /// It could not be published at its set time.
    NotPublished,
}

impl RemarkKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [
        Self::ChangesRequested,
        Self::Accepted,
        Self::Returned,
        Self::NotPublished,
    ];

    /// The name as it is stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ChangesRequested => "CHANGES_REQUESTED",
            Self::Accepted => "ACCEPTED",
            Self::Returned => "RETURNED",
            Self::NotPublished => "NOT_PUBLISHED",
        }
    }

    /// The kind of this name.
    #[must_use]
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}
