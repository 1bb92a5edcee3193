//! Tags and seals: what lets this service find, compare and keep what it
//! cannot read.

use linia_chassis::{
    crypto::{CryptoError, MasterKey, canonical_json, random_bytes, sealing::seal, sha256},
    id::{AccountId, EntrantName, EntryId, StageId},
};
use serde::Serialize;
use uuid::{Builder, Uuid};

use crate::domain::{
    content::EntryContent,
    cover::{Cover, CoverAmount},
    padding::{SMALLEST, padded_json},
    sealed::{Sealed, SealedVersion},
};

/// What a request asks, for telling whether a repeat is the same request.
#[derive(Serialize)]
struct RequestBody<'a> {
    stage: StageId,
    entrant: EntrantName,
    /// Nothing for a withdrawal.
    content: Option<&'a EntryContent>,
}

/// Tags, seals and wraps under the service's master key. Cheap to clone.
#[derive(Clone)]
pub struct Sealer {
    key: MasterKey,
}

impl Sealer {
    /// With the service's master key.
    #[must_use]
    pub const fn new(key: MasterKey) -> Self {
        Self { key }
    }

    /// The id of an entrant's entry in a stage: always the same, so that there
    /// is one entry per entrant without a table that says who, and telling
    /// nothing to whoever lacks the key (a UUID of version 8).
    #[must_use]
    pub fn entry_id(&self, stage: StageId, entrant: &EntrantName) -> EntryId {
        let stage = stage.as_uuid();
        self.custom_id(&[stage.as_bytes(), entrant.to_string().as_bytes()])
    }

    fn custom_id(&self, parts: &[&[u8]]) -> EntryId {
        let tag = self.key.tag("entry", parts);
        let mut octets = [0; 16];
        octets.copy_from_slice(&tag[..16]);
        Builder::from_custom_bytes(octets).into_uuid().into()
    }

    /// Finds a repeated request. Without a request id nothing is a repeat.
    #[must_use]
    pub fn request_tag(&self, account: AccountId, request_id: Option<Uuid>) -> [u8; 32] {
        request_id.map_or_else(random_bytes, |request_id| {
            let account = account.as_uuid();
            self.key
                .tag("request", &[account.as_bytes(), request_id.as_bytes()])
        })
    }

    /// Tells whether a repeated request has the same body.
    ///
    /// The request id, which is stored nowhere, is part of it: else whoever has
    /// the rows and the key could try, once the works are opened, whose entry
    /// each of them was (rule 3).
    #[must_use]
    pub fn body_tag(
        &self,
        request_id: Option<Uuid>,
        stage: StageId,
        entrant: EntrantName,
        content: Option<&EntryContent>,
    ) -> [u8; 32] {
        let Some(request_id) = request_id else {
            return random_bytes();
        };
        let body = RequestBody {
            stage,
            entrant,
            content,
        };
        let body = sha256(&canonical_json(&body));
        self.key.tag("body", &[request_id.as_bytes(), &body])
    }

    /// Seals a version to its stage. The owner of this service's keys cannot
    /// open it again.
    ///
    /// # Errors
    /// If the recipient is malformed.
    pub fn seal(&self, recipient: &str, version: SealedVersion) -> Result<Vec<u8>, CryptoError> {
        seal(recipient, &Sealed::Version(version).to_octets(SMALLEST))
    }

    /// Seals nothing, so that it cannot be told from something.
    ///
    /// # Errors
    /// If the recipient is malformed.
    pub fn seal_cover(&self, recipient: &str, cover: Cover) -> Result<Vec<u8>, CryptoError> {
        seal(recipient, &Sealed::Cover.to_octets(cover.size))
    }

    /// The id of an entry that covers the others of its stage.
    #[must_use]
    pub fn cover_entry_id(&self, stage: StageId, cover: Cover) -> EntryId {
        let index = cover.index.to_be_bytes();
        self.custom_id(&[b"cover", stage.as_uuid().as_bytes(), &index])
    }

    /// How much cover a stage gets: another amount for each, which only the
    /// key tells.
    #[must_use]
    pub fn cover_amount(&self, stage: StageId) -> CoverAmount {
        let tag = self.key.tag("cover", &[stage.as_uuid().as_bytes()]);
        CoverAmount::drawn_from(tag[0])
    }

    /// Encrypts a workspace with this service's own key.
    #[must_use]
    pub fn wrap_draft(&self, entry: EntryId, content: &EntryContent) -> Vec<u8> {
        self.key.wrap(&draft_context(entry), &padded_json(content))
    }

    /// Reads what [`wrap_draft`](Self::wrap_draft) wrote.
    ///
    /// # Errors
    /// If it was damaged or belongs to another entry.
    pub fn unwrap_draft(
        &self,
        entry: EntryId,
        wrapped: &[u8],
    ) -> Result<EntryContent, CryptoError> {
        let json = self.key.unwrap(&draft_context(entry), wrapped)?;
        serde_json::from_slice(&json).map_err(|_| CryptoError::CannotOpen)
    }
}

/// SHA-256 of the content's canonical JSON (RFC 8785), as on the receipt.
#[must_use]
pub fn content_sha256(content: &EntryContent) -> [u8; 32] {
    sha256(&canonical_json(content))
}

fn draft_context(entry: EntryId) -> Vec<u8> {
    [b"draft".as_slice(), entry.as_uuid().as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealer() -> Sealer {
        let key = MasterKey::try_from_base64("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
        Sealer::new(key.expect("32 octets"))
    }

    fn content() -> EntryContent {
        EntryContent {
            title: "Lamps".into(),
            text: "that listen".into(),
        }
    }

    #[test]
    fn entrant_has_one_entry_per_stage() {
        let sealer = sealer();
        let (stage, other) = (StageId::new(), StageId::new());
        let entrant = EntrantName::Account(AccountId::new());
        let entry = sealer.entry_id(stage, &entrant);
        assert_eq!(sealer.entry_id(stage, &entrant), entry);
        assert_ne!(sealer.entry_id(other, &entrant), entry);
        assert_eq!(entry.as_uuid().get_version_num(), 8);
    }

    #[test]
    fn same_body_has_the_same_tag_only_for_the_same_request() {
        let sealer = sealer();
        let (stage, account) = (StageId::new(), AccountId::new());
        let entrant = EntrantName::Account(account);
        let request = Some(Uuid::new_v4());
        let tag = sealer.body_tag(request, stage, entrant, Some(&content()));
        assert_eq!(
            sealer.body_tag(request, stage, entrant, Some(&content())),
            tag
        );
        assert_ne!(sealer.body_tag(request, stage, entrant, None), tag);
        for other in [Some(Uuid::new_v4()), None] {
            let other = sealer.body_tag(other, stage, entrant, Some(&content()));
            assert_ne!(other, tag);
        }
    }

    #[test]
    fn rows_and_key_do_not_tell_whose_entry_an_opened_work_was() {
        let sealer = sealer();
        let (stage, account) = (StageId::new(), AccountId::new());
        let entrant = EntrantName::Account(account);
        // Without the request id the same entrant and work have another tag
        // each time, so there is nothing to compare with.
        let tags = [(); 2].map(|()| sealer.body_tag(None, stage, entrant, Some(&content())));
        assert_ne!(tags[0], tags[1]);
        let stored = sealer.request_tag(account, Some(Uuid::new_v4()));
        let stored = Uuid::from_slice(&stored[..16]).expect("16 octets");
        let tag = sealer.body_tag(Some(stored), stage, entrant, Some(&content()));
        assert!(!tags.contains(&tag));
    }

    #[test]
    fn content_hash_is_that_of_the_canonical_json() {
        let canonical = br#"{"text":"that listen","title":"Lamps"}"#;
        assert_eq!(content_sha256(&content()), sha256(canonical));
    }

    #[test]
    fn draft_opens_for_its_entry_only() {
        let sealer = sealer();
        let (entry, other) = (EntryId::random(), EntryId::random());
        let wrapped = sealer.wrap_draft(entry, &content());
        assert_eq!(
            sealer.unwrap_draft(entry, &wrapped).expect("opens"),
            content()
        );
        assert!(sealer.unwrap_draft(other, &wrapped).is_err());
    }
}
