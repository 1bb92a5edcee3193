//! Compact JSON Web Signatures (RFC 7515) with Ed25519 (RFC 8037).

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{CryptoError, canonical_json, random_bytes, sha256};

/// The header of every signature of this system, in canonical order.
#[derive(Serialize, Deserialize)]
struct Header {
    alg: String,
    kid: String,
    typ: String,
}

/// Signs in the name of a service.
#[derive(Clone)]
pub struct Signer {
    key: SigningKey,
    key_id: String,
}

impl Signer {
    /// Makes a new key.
    #[must_use]
    pub fn generate() -> Self {
        Self::from_secret(&random_bytes())
    }

    /// Takes an existing key: the 32 octets of an Ed25519 seed (RFC 8032).
    #[must_use]
    pub fn from_secret(secret: &[u8; 32]) -> Self {
        let key = SigningKey::from_bytes(secret);
        let key_id = key_id(&key.verifying_key().to_bytes());
        Self { key, key_id }
    }

    /// The seed, for keeping. Wrap it.
    #[must_use]
    pub fn secret(&self) -> zeroize::Zeroizing<[u8; 32]> {
        zeroize::Zeroizing::new(self.key.to_bytes())
    }

    /// The `kid`: the key's RFC 7638 thumbprint.
    #[must_use]
    pub fn key_id(&self) -> &str {
        &self.key_id
    }

    /// The 32 octets of the public key.
    #[must_use]
    pub fn public_key(&self) -> [u8; 32] {
        self.key.verifying_key().to_bytes()
    }

    /// Signs the canonical JSON of `payload`. The same payload always gets the
    /// same signature.
    pub fn sign_jws(&self, typ: &str, payload: &impl Serialize) -> String {
        let header = Header {
            alg: "EdDSA".to_owned(),
            kid: self.key_id.clone(),
            typ: typ.to_owned(),
        };
        let mut jws = BASE64_URL_SAFE_NO_PAD.encode(canonical_json(&header));
        jws.push('.');
        BASE64_URL_SAFE_NO_PAD.encode_string(canonical_json(payload), &mut jws);
        let signature = self.key.sign(jws.as_bytes());
        jws.push('.');
        BASE64_URL_SAFE_NO_PAD.encode_string(signature.to_bytes(), &mut jws);
        jws
    }
}

/// The RFC 7638 thumbprint of an Ed25519 public key.
#[must_use]
pub fn key_id(public_key: &[u8; 32]) -> String {
    let x = BASE64_URL_SAFE_NO_PAD.encode(public_key);
    let jwk = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#);
    BASE64_URL_SAFE_NO_PAD.encode(sha256(jwk.as_bytes()))
}

/// Reads the `kid` of a signature without checking anything: for finding the
/// key to check it with.
///
/// # Errors
/// [`CryptoError::MalformedJws`].
pub fn key_id_of(jws: &str) -> Result<String, CryptoError> {
    let header = jws.split('.').next().ok_or(CryptoError::MalformedJws)?;
    Ok(decode::<Header>(header)?.kid)
}

/// Reads the payload of a signature without checking anything: for what the
/// reader has signed and kept.
///
/// # Errors
/// [`CryptoError::MalformedJws`].
pub fn payload_of<T: DeserializeOwned>(jws: &str) -> Result<T, CryptoError> {
    let payload = jws.split('.').nth(1).ok_or(CryptoError::MalformedJws)?;
    decode(payload)
}

/// Checks a signature and returns its payload.
///
/// # Errors
/// [`CryptoError::MalformedJws`] if it is none, or not of type `typ`;
/// [`CryptoError::WrongSignature`] if it does not fit.
pub fn verify_jws<T: DeserializeOwned>(
    jws: &str,
    typ: &str,
    public_key: &[u8; 32],
) -> Result<T, CryptoError> {
    let (signed, signature) = jws.rsplit_once('.').ok_or(CryptoError::MalformedJws)?;
    let (header, payload) = signed.split_once('.').ok_or(CryptoError::MalformedJws)?;
    let header: Header = decode(header)?;
    if header.alg != "EdDSA" || header.typ != typ || header.kid != key_id(public_key) {
        return Err(CryptoError::MalformedJws);
    }
    let signature = BASE64_URL_SAFE_NO_PAD
        .decode(signature)
        .ok()
        .and_then(|bytes| Signature::from_slice(&bytes).ok())
        .ok_or(CryptoError::MalformedJws)?;
    VerifyingKey::from_bytes(public_key)
        .map_err(|_| CryptoError::MalformedKey("not an Ed25519 public key"))?
        .verify_strict(signed.as_bytes(), &signature)
        .map_err(|_| CryptoError::WrongSignature)?;
    decode(payload)
}

fn decode<T: DeserializeOwned>(part: &str) -> Result<T, CryptoError> {
    BASE64_URL_SAFE_NO_PAD
        .decode(part)
        .ok()
        .and_then(|json| serde_json::from_slice(&json).ok())
        .ok_or(CryptoError::MalformedJws)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn signature_of_an_unchanged_payload_is_accepted() {
        let signer = Signer::generate();
        let jws = signer.sign_jws("test+jwt", &json!({"b": 2, "a": 1}));
        let payload: Value = verify_jws(&jws, "test+jwt", &signer.public_key()).expect("valid");
        assert_eq!(payload, json!({"a": 1, "b": 2}));
        assert_eq!(key_id_of(&jws).expect("has a kid"), signer.key_id());
    }

    #[test]
    fn every_changed_character_is_refused() {
        let signer = Signer::generate();
        let jws = signer.sign_jws("test+jwt", &json!({"amount": 25_000}));
        for index in 0..jws.len() {
            let mut forged = jws.clone().into_bytes();
            forged[index] = if forged[index] == b'A' { b'B' } else { b'A' };
            let forged = String::from_utf8(forged).expect("still text");
            let verified = verify_jws::<Value>(&forged, "test+jwt", &signer.public_key());
            assert!(verified.is_err(), "character {index}");
        }
    }

    #[test]
    fn signature_of_another_type_or_key_is_refused() {
        let signer = Signer::generate();
        let jws = signer.sign_jws("receipt+jwt", &json!({}));
        assert!(verify_jws::<Value>(&jws, "at+jwt", &signer.public_key()).is_err());
        let other = Signer::generate();
        assert!(verify_jws::<Value>(&jws, "receipt+jwt", &other.public_key()).is_err());
    }

    /// RFC 8037, appendix A.3.
    #[test]
    fn key_id_is_the_thumbprint() {
        let x = BASE64_URL_SAFE_NO_PAD
            .decode("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")
            .expect("base64");
        let public_key = x.try_into().expect("32 octets");
        assert_eq!(
            key_id(&public_key),
            "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
        );
    }
}
