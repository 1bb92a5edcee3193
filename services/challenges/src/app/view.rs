//! What a use case answers.

use linia_proto::challenges::v1 as pb;
use time::OffsetDateTime;

use crate::{
    convert::challenge::{Reader, to_message},
    store::StoredChallenge,
};

/// A challenge as one caller gets it at one moment.
#[derive(Debug, Clone)]
pub struct ChallengeView {
    /// The challenge.
    pub stored: StoredChallenge,
    /// For whom.
    pub reader: Reader,
    /// When; the defects depend on it.
    pub now: OffsetDateTime,
}

impl From<ChallengeView> for pb::Challenge {
    fn from(view: ChallengeView) -> Self {
        let stored = &view.stored;
        to_message(&stored.challenge, stored.version, view.reader, view.now)
    }
}
