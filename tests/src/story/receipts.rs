//! Receipts, verified offline: with the published keys and nothing else.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use ed25519_dalek::{Signature, VerifyingKey};
use linia_proto::{
    identity::v1::ListSigningKeysRequest,
    submissions::v1::{EntryContent, Receipt},
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{Clients, Result, StoryError, error::Step};

/// The published keys of the service that signs receipts and protocols.
#[derive(Debug, Clone)]
pub struct PublishedKeys(Vec<(String, VerifyingKey)>);

impl PublishedKeys {
    /// Fetches them once.
    ///
    /// # Errors
    /// If the call fails.
    pub async fn fetch(clients: &Clients) -> Result<Self> {
        let keys = clients
            .signing_keys()
            .list_signing_keys(ListSigningKeysRequest {})
            .await
            .step("anyone fetches the published keys")?
            .signing_keys;
        let of_submissions = keys.iter().filter(|key| key.service == "submissions");
        Ok(Self(
            of_submissions
                .filter_map(|key| {
                    let octets = key.ed25519_public_key.as_ref().try_into().ok()?;
                    Some((key.key_id.clone(), VerifyingKey::from_bytes(octets).ok()?))
                })
                .collect(),
        ))
    }

    /// Whether there is any.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Checks a compact JWS (RFC 7515, EdDSA) and returns its payload.
    ///
    /// # Errors
    /// [`StoryError::Input`] if anything about it is wrong.
    pub fn verify(&self, jws: &str) -> Result<Value> {
        self.try_verify(jws)
            .ok_or_else(|| StoryError::Input(format!("signature does not verify: {jws}")))
    }

    fn try_verify(&self, jws: &str) -> Option<Value> {
        let (signed, signature) = jws.rsplit_once('.')?;
        let (header, payload) = signed.split_once('.')?;
        let header: Value = serde_json::from_slice(&decode(header)?).ok()?;
        let key_id = header["kid"].as_str()?;
        let (_, key) = self.0.iter().find(|(id, _)| id == key_id)?;
        let signature = Signature::from_slice(&decode(signature)?).ok()?;
        key.verify_strict(signed.as_bytes(), &signature).ok()?;
        serde_json::from_slice(&decode(payload)?).ok()
    }
}

/// A file, as far as a receipt's hash covers it.
#[derive(Debug, Clone, Copy)]
pub struct ReceiptFile<'a> {
    /// The entrant's own name of it.
    pub file_name: &'a str,
    /// Of its octets.
    pub sha256: [u8; 32],
    /// How long it is.
    pub size_octets: usize,
}

impl ReceiptFile<'_> {
    fn canonical(&self) -> String {
        format!(
            r#"{{"file_name":{},"sha256":"{}","size_octets":{}}}"#,
            json!(self.file_name),
            hex(&self.sha256),
            self.size_octets
        )
    }
}

/// Checks that a receipt speaks of this content and nothing else.
///
/// # Errors
/// [`StoryError`] naming what differs.
pub fn verify_receipt(
    keys: &PublishedKeys,
    receipt: &Receipt,
    content: &EntryContent,
    files: &[ReceiptFile<'_>],
) -> Result<()> {
    let payload = keys.verify(&receipt.jws)?;
    // RFC 8785: members in order, no white space; serde_json escapes as it demands for this text.
    let listed: Vec<_> = files.iter().map(ReceiptFile::canonical).collect();
    let attachments = match listed.as_slice() {
        [] => String::new(),
        files => format!(r#""attachments":[{}],"#, files.join(",")),
    };
    let canonical = format!(
        r#"{{{attachments}"text":{},"title":{}}}"#,
        json!(content.text),
        json!(content.title)
    );
    let expected = hex(&Sha256::digest(canonical.as_bytes()));
    super::error::must_equal(
        "the receipt's hash is that of the content",
        &payload["content_sha256"].as_str().unwrap_or_default(),
        &expected.as_str(),
    )?;
    super::error::must_equal(
        "the receipt names the entry",
        &payload["entry"].as_str().unwrap_or_default(),
        &receipt.entry.as_str(),
    )?;
    super::error::must_equal(
        "the receipt names the version",
        &payload["version"].as_i64(),
        &Some(receipt.version.into()),
    )
}

fn decode(part: &str) -> Option<Vec<u8>> {
    BASE64_URL_SAFE_NO_PAD.decode(part).ok()
}

/// Octets in lower-case hexadecimal.
#[must_use]
pub fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}
