//! A stranger's check of a published record, in another language: runs `tests/recompute`.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use crate::script;
pub use crate::script::Verdict;

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/recompute/recompute.py");

/// A public key as a JWK (RFC 8037).
#[must_use]
pub fn jwk(key_id: &str, public_key: &[u8]) -> Value {
    let x = BASE64_URL_SAFE_NO_PAD.encode(public_key);
    json!({"kty": "OKP", "crv": "Ed25519", "kid": key_id, "x": x})
}

/// Has a record checked; the script tells what is in one.
///
/// # Errors
/// If the script cannot be run, or ends otherwise than with a verdict.
pub fn check(record: &Value) -> Result<Verdict, String> {
    script::check("recompute", SCRIPT, record)
}
