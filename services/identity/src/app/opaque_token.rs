//! Opaque tokens: secrets that mean nothing by themselves. Only their hashes
//! are stored, so that nobody who reads the database can use them.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use linia_chassis::crypto;
use zeroize::Zeroizing;

/// Far more than can be guessed: 256 bits.
const OCTETS: usize = 32;

/// A refresh token, verification token or one-time secret.
pub struct OpaqueToken(Zeroizing<String>);

impl OpaqueToken {
    /// Makes a token.
    #[must_use]
    pub fn generate() -> Self {
        let octets = Zeroizing::new(crypto::random_bytes::<OCTETS>());
        Self(Zeroizing::new(
            BASE64_URL_SAFE_NO_PAD.encode(octets.as_slice()),
        ))
    }

    /// Takes what somebody presents as a token.
    #[must_use]
    pub fn presented(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The token itself: for its owner only.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What is stored. No salt and no stretching: it cannot be guessed.
    #[must_use]
    pub fn sha256(&self) -> [u8; 32] {
        crypto::sha256(self.0.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn token_is_found_again_by_its_hash() {
        let token = OpaqueToken::generate();
        let presented = OpaqueToken::presented(token.expose().to_owned());
        assert_eq!(presented.sha256(), token.sha256());
    }

    #[test]
    fn no_two_tokens_are_alike() {
        assert_ne!(
            OpaqueToken::generate().expose(),
            OpaqueToken::generate().expose()
        );
        assert_eq!(OpaqueToken::generate().expose().len(), 43);
    }
}
