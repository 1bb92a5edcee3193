//! Keys, seals and signatures. Formats are standards that outsiders can check:
//! age files, compact JWS (RFC 7515) with Ed25519 (RFC 8037), canonical JSON
//! (RFC 8785), SHA-256.

mod current_signer;
pub mod jws;
pub mod master_key;
pub mod sealing;

use serde::Serialize;
use sha2::{Digest, Sha256};

pub use current_signer::CurrentSigner;
pub use jws::{Signer, payload_of, verify_jws};
pub use master_key::MasterKey;

/// Why something could not be unwrapped, opened or verified.
#[derive(Debug, thiserror::Error)]
pub enum CryptoError {
    /// A key has the wrong length or encoding.
    #[error("malformed key: {0}")]
    MalformedKey(&'static str),
    /// It was changed, or another key is needed.
    #[error("cannot be opened: damaged, or made for another key")]
    CannotOpen,
    /// It could not be sealed.
    #[error("cannot be sealed")]
    CannotSeal(#[source] age::EncryptError),
    /// The text is not a compact JWS as this system writes it.
    #[error("malformed signature")]
    MalformedJws,
    /// The signature does not fit the content and the key.
    #[error("wrong signature")]
    WrongSignature,
}

/// SHA-256 of `bytes`.
#[must_use]
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// `N` unpredictable octets.
#[must_use]
pub fn random_bytes<const N: usize>() -> [u8; N] {
    rand::random()
}

/// Canonical JSON (RFC 8785): the same value always has the same octets, in
/// every language.
///
/// # Panics
/// If `value` has no JSON form (a map with keys that are not text): a mistake
/// in the program.
pub fn canonical_json(value: &impl Serialize) -> Vec<u8> {
    serde_json_canonicalizer::to_vec(value).expect("the value has a JSON form")
}
