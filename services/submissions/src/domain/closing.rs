//! The closing record: what both shares of a stage's key are released against.

use linia_chassis::id::{ChallengeId, StageId};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use time::OffsetDateTime;

use crate::domain::entry_tag::EntryTag;

/// One sealed version as the record binds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SealedLeaf {
    /// Whose version it is.
    pub entry: EntryTag,
    /// Its number.
    pub version: i32,
    /// When it was accepted.
    pub accept_time: OffsetDateTime,
    /// SHA-256 of the sealed octets.
    pub sealed_sha256: [u8; 32],
}

impl SealedLeaf {
    /// Binds the order of the versions too: whoever moved a version in time
    /// would change which one counts.
    fn hash(&self) -> [u8; 32] {
        Sha256::new()
            .chain_update(self.entry.as_uuid().as_bytes())
            .chain_update(self.version.to_be_bytes())
            .chain_update(self.accept_time.unix_timestamp_nanos().to_be_bytes())
            .chain_update(self.sealed_sha256)
            .finalize()
            .into()
    }
}

/// SHA-256 over the sorted hashes of all leaves: the same set has the same
/// root, in whatever order it is read.
#[must_use]
pub fn root_hash(leaves: &[SealedLeaf]) -> [u8; 32] {
    let mut hashes: Vec<_> = leaves.iter().map(SealedLeaf::hash).collect();
    hashes.sort_unstable();
    let mut root = Sha256::new();
    for hash in hashes {
        root.update(hash);
    }
    root.finalize().into()
}

/// Every version of a stage, as a count and one hash. Versions are neither
/// changed nor removed: as many of them are the same ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contents {
    /// How many sealed versions there are.
    pub version_count: usize,
    /// [`root_hash`] of them.
    pub root_sha256: [u8; 32],
}

impl Contents {
    /// Of these versions.
    #[must_use]
    pub fn of(leaves: &[SealedLeaf]) -> Self {
        Self {
            version_count: leaves.len(),
            root_sha256: root_hash(leaves),
        }
    }
}

/// What was there when accepting was shut. Its canonical JSON is stored and
/// hashed; it tells how many versions there are, not how many entries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosingRecord {
    /// The stage.
    pub stage: StageId,
    /// Its challenge.
    pub challenge: ChallengeId,
    /// The closing time that applied.
    #[serde(with = "time::serde::rfc3339")]
    pub close_time: OffsetDateTime,
    /// When the record was made: no accept was in flight any more.
    #[serde(with = "time::serde::rfc3339")]
    pub record_time: OffsetDateTime,
    /// How many sealed versions there are.
    pub version_count: usize,
    /// Hex [`root_hash`] of them.
    pub root_sha256: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaf(version: i32, sealed: u8) -> SealedLeaf {
        SealedLeaf {
            entry: uuid::Uuid::nil().into(),
            version,
            accept_time: OffsetDateTime::UNIX_EPOCH,
            sealed_sha256: [sealed; 32],
        }
    }

    #[test]
    fn root_does_not_depend_on_the_order_of_reading() {
        let (a, b) = (leaf(1, 1), leaf(2, 2));
        assert_eq!(root_hash(&[a, b]), root_hash(&[b, a]));
    }

    #[test]
    fn every_change_of_a_version_changes_the_root() {
        let original = leaf(1, 1);
        let root = root_hash(&[original]);
        let later = OffsetDateTime::UNIX_EPOCH + time::Duration::microseconds(1);
        for changed in [
            vec![],
            vec![original, original],
            vec![leaf(2, 1)],
            vec![leaf(1, 2)],
            vec![SealedLeaf {
                accept_time: later,
                ..original
            }],
            vec![SealedLeaf {
                entry: uuid::Uuid::new_v4().into(),
                ..original
            }],
        ] {
            assert_ne!(root_hash(&changed), root, "{changed:?}");
        }
    }
}
