//! The link between entries and works: the one thing that tells who wrote
//! what. It exists only sealed to the stage's unmasking key, and for moments
//! when that key has been released.

use linia_chassis::id::{EntryId, WorkId};
use serde::{Deserialize, Serialize};

use crate::domain::padding::padded_json;

/// One work and the entry it was made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkedWork {
    /// Who.
    pub entry: EntryId,
    /// What.
    pub work: WorkId,
}

/// All pairs of a stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link(pub Vec<LinkedWork>);

impl Link {
    /// The octets to seal, padded so that they hardly tell how many works
    /// there are.
    #[must_use]
    pub fn to_octets(&self) -> Vec<u8> {
        padded_json(self)
    }

    /// Reads what [`to_octets`](Self::to_octets) wrote.
    ///
    /// # Errors
    /// If the octets are not the JSON of a link.
    pub fn try_from_octets(octets: &[u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(octets)
    }

    /// The entry that a work was made of.
    #[must_use]
    pub fn entry_of(&self, work: WorkId) -> Option<EntryId> {
        self.0
            .iter()
            .find(|pair| pair.work == work)
            .map(|pair| pair.entry)
    }
}
