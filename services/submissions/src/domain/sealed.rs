//! What is inside a sealed version: everything about an entry that storage
//! must not tell before its stage has closed.

use linia_chassis::id::{AccountId, EntrantName};
use serde::{Deserialize, Serialize};

use crate::domain::{content::EntryContent, padding::padded_json};

/// A version of an entry as it is sealed. A withdrawal is a version without
/// content, so that storage does not tell one from the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedVersion {
    /// Who enters.
    pub entrant: EntrantName,
    /// Who handed it in.
    pub account: AccountId,
    /// What was handed in; nothing for a withdrawal.
    pub content: Option<EntryContent>,
    /// Hex SHA-256 of the content's canonical JSON, as on the receipt; empty
    /// for a withdrawal.
    pub content_sha256: String,
    /// W3C Trace Context of the call, so that the mail after the opening
    /// continues the trace of the click.
    pub traceparent: Option<String>,
}

impl SealedVersion {
    /// The octets to seal.
    #[must_use]
    pub fn to_octets(&self) -> Vec<u8> {
        padded_json(self)
    }

    /// Reads what [`to_octets`](Self::to_octets) wrote.
    ///
    /// # Errors
    /// If the octets are not the JSON of a version.
    pub fn try_from_octets(octets: &[u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(octets)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(content: Option<EntryContent>) -> SealedVersion {
        let account = AccountId::random();
        SealedVersion {
            entrant: EntrantName::Account(account),
            account,
            content,
            content_sha256: String::new(),
            traceparent: None,
        }
    }

    #[test]
    fn withdrawal_is_as_long_as_a_short_work() {
        let work = version(Some(EntryContent {
            title: "Lamps that listen".into(),
            text: "x".repeat(3000),
        }));
        let withdrawal = version(None);
        assert_eq!(work.to_octets().len(), withdrawal.to_octets().len());
    }

    #[test]
    fn version_survives_sealing() {
        let version = version(Some(EntryContent {
            title: "\"żółw\"".into(),
            text: "x".repeat(100_000),
        }));
        let read = SealedVersion::try_from_octets(&version.to_octets()).expect("reads");
        assert_eq!(read, version);
    }
}
