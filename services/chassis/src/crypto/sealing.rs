//! Sealing: what is handed in is encrypted to the public key of its stage in
//! the age format, whose private key exists nowhere whole until the stage has
//! closed.

use std::{
    io::{Read, Write},
    iter,
    str::FromStr,
};

use age::{Decryptor, Encryptor, stream::StreamWriter, x25519};
use bech32::{Bech32, Hrp};
use zeroize::Zeroizing;

use super::{CryptoError, random_bytes};

/// One half of a private key. Tells nothing without the other.
pub type Share = Zeroizing<[u8; 32]>;

/// The key pair of a stage. Exists for moments: when it is made, and when the
/// stage is opened.
pub struct StageKey {
    secret: Zeroizing<[u8; 32]>,
}

impl StageKey {
    /// Makes a new key pair.
    #[must_use]
    pub fn generate() -> Self {
        Self {
            secret: Zeroizing::new(random_bytes()),
        }
    }

    /// The public key, as an age recipient (`age1…`).
    #[must_use]
    pub fn recipient(&self) -> String {
        self.identity().to_public().to_string()
    }

    /// The private key, as an age identity (`AGE-SECRET-KEY-1…`): the stock
    /// `age` tool opens sealed works with it.
    ///
    /// # Panics
    /// Never: 32 octets always have a Bech32 form.
    #[must_use]
    pub fn to_age_identity(&self) -> Zeroizing<String> {
        let prefix = Hrp::parse_unchecked("age-secret-key-");
        let text = bech32::encode::<Bech32>(prefix, self.secret.as_slice())
            .expect("32 octets have a Bech32 form");
        let text = Zeroizing::new(text);
        Zeroizing::new(text.to_uppercase())
    }

    /// Splits the private key in two (a one-time pad): both shares are needed,
    /// and each alone is random.
    #[must_use]
    pub fn split(&self) -> (Share, Share) {
        let pad = Zeroizing::new(random_bytes());
        let other = self.split_against(&pad);
        (pad, other)
    }

    /// The share that complements `share`.
    #[must_use]
    pub fn split_against(&self, share: &Share) -> Share {
        xor(&self.secret, share)
    }

    /// Puts the two shares together.
    #[must_use]
    pub fn combine(one: &Share, other: &Share) -> Self {
        Self {
            secret: xor(one, other),
        }
    }

    /// Decrypts an age file.
    ///
    /// # Errors
    /// [`CryptoError::CannotOpen`] if it was sealed to another key or damaged.
    pub fn open(&self, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
        age::decrypt(&self.identity(), sealed)
            .map(Zeroizing::new)
            .map_err(|_| CryptoError::CannotOpen)
    }

    /// Decrypts an age file of any length piece by piece. What it reads is
    /// authentic up to there; that nothing is missing is known at its end.
    ///
    /// # Errors
    /// [`CryptoError::CannotOpen`] if it was sealed to another key or its head
    /// is damaged; later damage is an error of the reader.
    pub fn open_stream<R: Read>(&self, sealed: R) -> Result<impl Read + use<R>, CryptoError> {
        let identity = self.identity();
        Decryptor::new(sealed)
            .and_then(|sealed| sealed.decrypt(iter::once(&identity as &dyn age::Identity)))
            .map_err(|_| CryptoError::CannotOpen)
    }

    fn identity(&self) -> x25519::Identity {
        x25519::Identity::from_str(&self.to_age_identity())
            .expect("the text was made as an age identity")
    }
}

/// Encrypts to a stage's public key: a standard age file.
///
/// # Errors
/// [`CryptoError::MalformedKey`] if `recipient` is not an age recipient.
pub fn seal(recipient: &str, plaintext: &[u8]) -> Result<Vec<u8>, CryptoError> {
    age::encrypt(&read_recipient(recipient)?, plaintext).map_err(CryptoError::CannotSeal)
}

/// Encrypts to a stage's public key what is written, of any length, into
/// `output`. It must be finished: else it cannot be opened.
///
/// # Errors
/// [`CryptoError::MalformedKey`] if `recipient` is not an age recipient;
/// [`CryptoError::CannotSeal`] if the head cannot be written.
pub fn seal_stream<W: Write>(recipient: &str, output: W) -> Result<StreamWriter<W>, CryptoError> {
    let recipient = read_recipient(recipient)?;
    Encryptor::with_recipients(iter::once(&recipient as &dyn age::Recipient))
        .and_then(|encryptor| Ok(encryptor.wrap_output(output)?))
        .map_err(CryptoError::CannotSeal)
}

fn read_recipient(recipient: &str) -> Result<x25519::Recipient, CryptoError> {
    x25519::Recipient::from_str(recipient)
        .map_err(|_| CryptoError::MalformedKey("not an age recipient"))
}

fn xor(one: &[u8; 32], other: &[u8; 32]) -> Share {
    let mut out = Zeroizing::new([0; 32]);
    for (index, octet) in out.iter_mut().enumerate() {
        *octet = one[index] ^ other[index];
    }
    out
}

#[cfg(test)]
mod tests {
    use age::secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn sealed_text_opens_with_both_shares_together() {
        let key = StageKey::generate();
        let sealed = seal(&key.recipient(), b"a work").expect("seals");
        let (one, other) = key.split();
        let opened = StageKey::combine(&one, &other).open(&sealed);
        assert_eq!(opened.expect("opens").as_slice(), b"a work");
    }

    #[test]
    fn long_file_is_sealed_and_opened_piece_by_piece() {
        let key = StageKey::generate();
        let file: Vec<u8> = (0..300_000_u32).map(|n| n as u8).collect();
        let mut writer = seal_stream(&key.recipient(), Vec::new()).expect("seals");
        for piece in file.chunks(1000) {
            writer.write_all(piece).expect("writes");
        }
        let mut sealed = writer.finish().expect("ends");
        let mut opened = Vec::new();
        let mut reader = key.open_stream(sealed.as_slice()).expect("opens");
        reader.read_to_end(&mut opened).expect("is whole");
        assert_eq!(opened, file);

        drop(reader);
        sealed.truncate(sealed.len() - 100_000);
        let mut reader = key.open_stream(sealed.as_slice()).expect("has its head");
        assert!(
            reader.read_to_end(&mut Vec::new()).is_err(),
            "the end is missing"
        );
    }

    #[test]
    fn one_share_opens_nothing() {
        let key = StageKey::generate();
        let sealed = seal(&key.recipient(), b"a work").expect("seals");
        let (one, other) = key.split();
        let nothing = Zeroizing::new([0; 32]);
        for share in [&one, &other] {
            assert!(StageKey::combine(share, &nothing).open(&sealed).is_err());
        }
    }

    #[test]
    fn private_key_is_a_standard_age_identity() {
        let key = StageKey::generate();
        let text = key.to_age_identity();
        let identity = x25519::Identity::from_str(&text).expect("the library reads it");
        assert_eq!(identity.to_string().expose_secret(), text.as_str());
    }
}
