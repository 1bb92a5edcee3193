//! The master key of a service: wraps its other secrets at rest and makes tags
//! that tell nothing to whoever lacks it.

use base64::{Engine, prelude::BASE64_STANDARD};
use chacha20poly1305::{
    Key, KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::{CryptoError, random_bytes};

const NONCE_LENGTH: usize = 24;

/// A service's master key: 32 octets that never leave its process; and those
/// that it had before.
///
/// The newest wraps, and every one of them unwraps what it has wrapped. Tags
/// and keys that are derived come from the oldest: what was found by them is
/// found after a rotation.
#[derive(Clone)]
pub struct MasterKey {
    newest: Octets,
    older: Vec<Octets>,
}

type Octets = Zeroizing<[u8; 32]>;

impl MasterKey {
    /// Takes the key as configuration carries it: base64 of 32 octets; after a
    /// rotation those before it too, newest first, with white space between.
    ///
    /// # Errors
    /// [`CryptoError::MalformedKey`].
    pub fn try_from_base64(text: &str) -> Result<Self, CryptoError> {
        let mut keys = text.split_whitespace().map(octets);
        let newest = keys
            .next()
            .unwrap_or(Err(CryptoError::MalformedKey("not base64")))?;
        let older = keys.collect::<Result<_, _>>()?;
        Ok(Self { newest, older })
    }

    fn alone(newest: Octets) -> Self {
        let older = Vec::new();
        Self { newest, older }
    }

    /// Encrypts a secret (XChaCha20-Poly1305). It can only be unwrapped with
    /// the same `context`, so that one wrapped secret cannot be passed off as
    /// another.
    ///
    /// # Panics
    /// If `secret` is longer than 256 GiB.
    #[must_use]
    pub fn wrap(&self, context: &[u8], secret: &[u8]) -> Vec<u8> {
        let nonce = random_bytes::<NONCE_LENGTH>();
        let payload = Payload {
            msg: secret,
            aad: context,
        };
        let sealed = cipher(&self.newest)
            .encrypt(XNonce::from_slice(&nonce), payload)
            .expect("only an absurdly long secret cannot be wrapped");
        [nonce.as_slice(), &sealed].concat()
    }

    /// Decrypts what [`wrap`](Self::wrap) made.
    ///
    /// # Errors
    /// [`CryptoError::CannotOpen`].
    pub fn unwrap(
        &self,
        context: &[u8],
        wrapped: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
        let (nonce, sealed) = wrapped
            .split_at_checked(NONCE_LENGTH)
            .ok_or(CryptoError::CannotOpen)?;
        let opened = [&self.newest]
            .into_iter()
            .chain(&self.older)
            .find_map(|key| {
                let payload = Payload {
                    msg: sealed,
                    aad: context,
                };
                cipher(key).decrypt(XNonce::from_slice(nonce), payload).ok()
            });
        opened.map(Zeroizing::new).ok_or(CryptoError::CannotOpen)
    }

    /// A keyed hash (HMAC-SHA256) of `parts` under a key of its own for each
    /// `domain`. Every part is preceded by its length, so that parts cannot
    /// run into each other.
    #[must_use]
    pub fn tag(&self, domain: &str, parts: &[&[u8]]) -> [u8; 32] {
        let oldest = self.older.last().unwrap_or(&self.newest);
        let subkey = mac(oldest.as_slice(), &[domain.as_bytes()]);
        mac(&subkey, parts)
    }

    /// A key of its own for one purpose and one thing. Whoever lacks any of
    /// `parts` cannot make it, not even with this key.
    #[must_use]
    pub fn derive(&self, domain: &str, parts: &[&[u8]]) -> Self {
        Self::alone(Zeroizing::new(self.tag(domain, parts)))
    }

    /// A new key that wraps one thing, to be wrapped itself.
    #[must_use]
    pub fn generate() -> Self {
        Self::alone(Zeroizing::new(random_bytes()))
    }

    /// Wraps another key, as [`wrap`](Self::wrap) does a secret.
    #[must_use]
    pub fn wrap_key(&self, context: &[u8], key: &Self) -> Vec<u8> {
        self.wrap(context, key.newest.as_slice())
    }

    /// Reads what [`wrap_key`](Self::wrap_key) made.
    ///
    /// # Errors
    /// [`CryptoError::CannotOpen`].
    pub fn unwrap_key(&self, context: &[u8], wrapped: &[u8]) -> Result<Self, CryptoError> {
        let octets = self.unwrap(context, wrapped)?;
        let octets = <[u8; 32]>::try_from(octets.as_slice());
        let octets = octets.map_err(|_| CryptoError::CannotOpen)?;
        Ok(Self::alone(Zeroizing::new(octets)))
    }
}

fn octets(base64: &str) -> Result<Octets, CryptoError> {
    let octets = BASE64_STANDARD
        .decode(base64)
        .map(Zeroizing::new)
        .map_err(|_| CryptoError::MalformedKey("not base64"))?;
    <[u8; 32]>::try_from(octets.as_slice())
        .map(Zeroizing::new)
        .map_err(|_| CryptoError::MalformedKey("not 32 octets"))
}

fn cipher(key: &Octets) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(Key::from_slice(key.as_slice()))
}

fn mac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(key)
        .expect("HMAC takes keys of any length");
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> MasterKey {
        MasterKey::generate()
    }

    #[test]
    fn key_that_was_rotated_opens_what_the_older_ones_have_wrapped() {
        let text = |octet: u8| BASE64_STANDARD.encode([octet; 32]);
        let read = |text: &str| MasterKey::try_from_base64(text).expect("keys");
        let first = read(&text(1));
        let third = read(&format!("{}\n{} {}\n", text(3), text(2), text(1)));
        for older in [&first, &read(&text(2))] {
            let wrapped = older.wrap(b"", b"secret");
            assert!(third.unwrap(b"", &wrapped).is_ok());
        }
        let wrapped = third.wrap(b"", b"secret");
        assert!(read(&text(3)).unwrap(b"", &wrapped).is_ok());
        assert!(first.unwrap(b"", &wrapped).is_err());
        assert_eq!(third.tag("entry", &[b"x"]), first.tag("entry", &[b"x"]));
        // As it stands while processes take the second one up.
        let half = read(&format!("{} {} {}", text(1), text(2), text(1)));
        assert!(first.unwrap(b"", &half.wrap(b"", b"secret")).is_ok());
        assert!(
            half.unwrap(b"", &read(&text(2)).wrap(b"", b"secret"))
                .is_ok()
        );
        assert_eq!(half.tag("entry", &[b"x"]), first.tag("entry", &[b"x"]));
        for wrong in [String::new(), " ".to_owned(), format!("{} oops", text(1))] {
            assert!(MasterKey::try_from_base64(&wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn wrapped_secret_comes_back_only_in_its_context() {
        let key = key();
        let wrapped = key.wrap(b"stage 1", b"secret");
        assert_eq!(
            key.unwrap(b"stage 1", &wrapped).expect("opens").as_slice(),
            b"secret"
        );
        assert!(key.unwrap(b"stage 2", &wrapped).is_err());
        assert!(self::key().unwrap(b"stage 1", &wrapped).is_err());
    }

    #[test]
    fn damaged_secret_is_refused() {
        let key = key();
        let wrapped = key.wrap(b"", b"secret");
        for index in 0..wrapped.len() {
            let mut damaged = wrapped.clone();
            damaged[index] ^= 1;
            assert!(key.unwrap(b"", &damaged).is_err(), "octet {index}");
        }
        assert!(key.unwrap(b"", &wrapped[..10]).is_err());
    }

    #[test]
    fn derived_key_opens_only_with_all_its_parts() {
        let key = key();
        let wrapped = key.derive("upload", &[b"name"]).wrap(b"", b"secret");
        for other in [
            key.clone(),
            key.derive("upload", &[b"other"]),
            key.derive("other", &[b"name"]),
            self::key().derive("upload", &[b"name"]),
        ] {
            assert!(other.unwrap(b"", &wrapped).is_err());
        }
        let again = key.derive("upload", &[b"name"]);
        assert_eq!(
            again.unwrap(b"", &wrapped).expect("opens").as_slice(),
            b"secret"
        );
    }

    #[test]
    fn wrapped_key_opens_what_the_key_wrapped() {
        let (key, inner) = (key(), MasterKey::generate());
        let wrapped = inner.wrap(b"", b"secret");
        let stored = key.wrap_key(b"file", &inner);
        let inner = key.unwrap_key(b"file", &stored).expect("opens");
        assert!(inner.unwrap(b"", &wrapped).is_ok());
        assert!(key.unwrap_key(b"other file", &stored).is_err());
    }

    #[test]
    fn tag_parts_cannot_run_into_each_other() {
        let key = key();
        assert_ne!(key.tag("d", &[b"ab", b"c"]), key.tag("d", &[b"a", b"bc"]));
        assert_ne!(key.tag("d", &[b"a"]), key.tag("e", &[b"a"]));
        assert_eq!(key.tag("d", &[b"a"]), key.tag("d", &[b"a"]));
    }
}
