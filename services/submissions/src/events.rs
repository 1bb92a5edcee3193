//! An event's way out and in, and what falls due.

pub mod consumed;
pub mod due;
pub mod published;

use linia_chassis::{
    crypto::sha256,
    id::{AccountId, ChallengeId},
};
use uuid::{Builder, Uuid};

/// The aggregate of a juror's events: always the same for a person and a
/// contest.
#[must_use]
pub fn juror_aggregate(challenge: ChallengeId, account: AccountId) -> Uuid {
    let hash = sha256(format!("{challenge}/{account}").as_bytes());
    let mut octets = [0; 16];
    octets.copy_from_slice(&hash[..16]);
    Builder::from_custom_bytes(octets).into_uuid()
}
