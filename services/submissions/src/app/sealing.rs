//! Tags and seals: what lets this service find, compare and keep what it
//! cannot read.

use std::collections::BTreeSet;

use linia_chassis::{
    crypto::{CryptoError, MasterKey, canonical_json, random_bytes, sealing::seal, sha256},
    id::{AccountId, EntrantName, EntryId, StageId, UploadId},
};
use serde::Serialize;
use uuid::{Builder, Uuid};

use crate::domain::{
    acceptance::AcceptedVersion,
    consent::SealedConsent,
    content::{EntryContent, HashedContent},
    cover::Cover,
    padding::{SMALLEST, padded_json},
    sealed::{Sealed, SealedVersion},
};

/// What a request asks, for telling whether a repeat is the same request.
#[derive(Serialize)]
struct RequestBody<'a> {
    stage: StageId,
    entrant: EntrantName,
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    co_authors: &'a BTreeSet<AccountId>,
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
        co_authors: &BTreeSet<AccountId>,
        content: Option<&EntryContent>,
    ) -> [u8; 32] {
        let body = RequestBody {
            stage,
            entrant,
            co_authors,
            content,
        };
        self.tag_of_body(request_id, &body)
    }

    /// As [`body_tag`](Self::body_tag), of what a co-author says.
    #[must_use]
    pub fn consent_body_tag(
        &self,
        request_id: Option<Uuid>,
        stage: StageId,
        consent: &SealedConsent,
    ) -> [u8; 32] {
        self.tag_of_body(request_id, &(stage, consent))
    }

    fn tag_of_body(&self, request_id: Option<Uuid>, body: &impl Serialize) -> [u8; 32] {
        let Some(request_id) = request_id else {
            return random_bytes();
        };
        let body = sha256(&canonical_json(body));
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

    /// Seals what a co-author says, as a version.
    ///
    /// # Errors
    /// If the recipient is malformed.
    pub fn seal_consent(
        &self,
        recipient: &str,
        consent: SealedConsent,
    ) -> Result<Vec<u8>, CryptoError> {
        seal(recipient, &Sealed::Consent(consent).to_octets(SMALLEST))
    }

    /// Seals nothing, so that it cannot be told from something.
    ///
    /// # Errors
    /// If the recipient is malformed.
    pub fn seal_cover(&self, recipient: &str, cover: Cover) -> Result<Vec<u8>, CryptoError> {
        seal(recipient, &Sealed::Cover.to_octets(cover.size))
    }

    /// The name of a new upload, which only whoever asked for it knows: it
    /// follows from the request id, which is stored nowhere.
    #[must_use]
    pub fn upload_id(&self, account: AccountId, request_id: Option<Uuid>) -> UploadId {
        request_id.map_or_else(UploadId::random, |request_id| {
            let account = account.as_uuid();
            let parts: [&[u8]; 2] = [account.as_bytes(), request_id.as_bytes()];
            custom_uuid(self.key.tag("upload name", &parts)).into()
        })
    }

    /// Finds an upload by its name, and tells nothing of it.
    #[must_use]
    pub fn upload_tag(&self, upload: UploadId) -> [u8; 32] {
        self.key.tag("upload", &[upload.as_uuid().as_bytes()])
    }

    /// What the pieces and the row of an upload are encrypted with. Without
    /// the upload's name it cannot be made, not even with the master key.
    #[must_use]
    pub fn upload_key(&self, upload: UploadId) -> MasterKey {
        let name = upload.as_uuid();
        self.key.derive("upload key", &[name.as_bytes()])
    }

    /// Wraps the key of a work's file.
    #[must_use]
    pub fn wrap_file_key(&self, object: Uuid, key: &MasterKey) -> Vec<u8> {
        self.key.wrap_key(object.as_bytes(), key)
    }

    /// Reads what [`wrap_file_key`](Self::wrap_file_key) wrote.
    ///
    /// # Errors
    /// If it was damaged or belongs to another file.
    pub fn unwrap_file_key(&self, object: Uuid, wrapped: &[u8]) -> Result<MasterKey, CryptoError> {
        self.key.unwrap_key(object.as_bytes(), wrapped)
    }

    /// Encrypts what tells which version of an entry counts: for its entrant,
    /// and for nobody who reads the database.
    #[must_use]
    pub fn wrap_counting(&self, entry: EntryId, counting: &AcceptedVersion) -> Vec<u8> {
        self.key
            .wrap(&counting_context(entry), &padded_json(counting))
    }

    /// Reads what [`wrap_counting`](Self::wrap_counting) wrote.
    ///
    /// # Errors
    /// If it was damaged or belongs to another entry.
    pub fn unwrap_counting(
        &self,
        entry: EntryId,
        wrapped: &[u8],
    ) -> Result<AcceptedVersion, CryptoError> {
        let json = self.key.unwrap(&counting_context(entry), wrapped)?;
        serde_json::from_slice(&json).map_err(|_| CryptoError::CannotOpen)
    }
}

/// A UUID of version 8 (RFC 9562) out of a tag.
pub(super) fn custom_uuid(tag: [u8; 32]) -> Uuid {
    let mut octets = [0; 16];
    octets.copy_from_slice(&tag[..16]);
    Builder::from_custom_bytes(octets).into_uuid()
}

/// SHA-256 of the content's canonical JSON (RFC 8785), as on the receipt.
#[must_use]
pub fn content_sha256(content: &EntryContent) -> [u8; 32] {
    sha256(&canonical_json(&HashedContent::from(content)))
}

fn counting_context(entry: EntryId) -> Vec<u8> {
    [b"counting".as_slice(), entry.as_uuid().as_bytes()].concat()
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
            ..EntryContent::default()
        }
    }

    #[test]
    fn same_body_has_the_same_tag_only_for_the_same_request() {
        let sealer = sealer();
        let (stage, account) = (StageId::new(), AccountId::new());
        let entrant = EntrantName::Account(account);
        let request = Some(Uuid::new_v4());
        let tag = sealer.body_tag(request, stage, entrant, &BTreeSet::new(), Some(&content()));
        assert_eq!(
            sealer.body_tag(request, stage, entrant, &BTreeSet::new(), Some(&content())),
            tag
        );
        assert_ne!(
            sealer.body_tag(request, stage, entrant, &BTreeSet::new(), None),
            tag
        );
        for other in [Some(Uuid::new_v4()), None] {
            let other = sealer.body_tag(other, stage, entrant, &BTreeSet::new(), Some(&content()));
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
        let tags = [(); 2]
            .map(|()| sealer.body_tag(None, stage, entrant, &BTreeSet::new(), Some(&content())));
        assert_ne!(tags[0], tags[1]);
        let stored = sealer.request_tag(account, Some(Uuid::new_v4()));
        let stored = Uuid::from_slice(&stored[..16]).expect("16 octets");
        let tag = sealer.body_tag(
            Some(stored),
            stage,
            entrant,
            &BTreeSet::new(),
            Some(&content()),
        );
        assert!(!tags.contains(&tag));
    }

    #[test]
    fn content_hash_is_that_of_the_canonical_json() {
        let canonical = br#"{"text":"that listen","title":"Lamps"}"#;
        assert_eq!(content_sha256(&content()), sha256(canonical));
    }
}
