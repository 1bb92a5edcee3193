//! What is inside a sealed version: everything about an entry that storage
//! must not tell before its stage has closed.

use std::collections::BTreeSet;

use linia_chassis::id::{AccountId, EntrantName};
use serde::{Deserialize, Serialize};

use crate::domain::{consent::SealedConsent, content::EntryContent, padding::padded_json_of};

/// What an age file in storage holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Sealed {
    /// Handed in by somebody.
    Version(SealedVersion),
    /// Said by a co-author.
    Consent(SealedConsent),
    /// Nothing: it only keeps the number of rows from telling how many entered.
    Cover,
}

/// A version of an entry as it is sealed. A withdrawal is a version without
/// content, so that storage does not tell one from the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedVersion {
    /// Who enters.
    pub entrant: EntrantName,
    /// Who handed it in.
    pub account: AccountId,
    /// Who must have confirmed the content for it to count.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub co_authors: BTreeSet<AccountId>,
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
    /// What it would be had its entrant withdrawn it, alone: nobody needs to
    /// confirm that.
    #[must_use]
    pub fn withdraw(self) -> Self {
        Self {
            co_authors: BTreeSet::new(),
            content: None,
            content_sha256: String::new(),
            ..self
        }
    }
}

impl Sealed {
    /// The octets to seal: as many as the content needs, and at least `size`.
    #[must_use]
    pub fn to_octets(&self, size: usize) -> Vec<u8> {
        padded_json_of(self, size)
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
    use crate::domain::padding::SMALLEST;

    fn version(content: Option<EntryContent>) -> Sealed {
        let account = AccountId::random();
        Sealed::Version(SealedVersion {
            entrant: EntrantName::Account(account),
            account,
            co_authors: BTreeSet::new(),
            content,
            content_sha256: String::new(),
            traceparent: None,
        })
    }

    fn consent() -> Sealed {
        let account = AccountId::random();
        Sealed::Consent(SealedConsent {
            entrant: EntrantName::Account(AccountId::random()),
            account,
            confirms: Some("ab".repeat(32)),
        })
    }

    #[test]
    fn withdrawal_consent_and_cover_are_as_long_as_a_short_work() {
        let work = version(Some(EntryContent {
            title: "Lamps that listen".into(),
            text: "x".repeat(3000),
            ..EntryContent::default()
        }));
        for sealed in [work, version(None), consent(), Sealed::Cover] {
            assert_eq!(sealed.to_octets(SMALLEST).len(), SMALLEST);
        }
    }

    #[test]
    fn what_is_sealed_reads_back() {
        let work = version(Some(EntryContent {
            title: "\"żółw\"".into(),
            text: "x".repeat(100_000),
            ..EntryContent::default()
        }));
        for sealed in [work, version(None), consent(), Sealed::Cover] {
            let octets = sealed.to_octets(SMALLEST);
            assert_eq!(Sealed::try_from_octets(&octets).expect("reads"), sealed);
        }
    }
}
