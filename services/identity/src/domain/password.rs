//! Passwords, before they are hashed.

use std::fmt;

use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use super::InvalidValue;

/// The least characters of a password that is the only factor
/// (NIST SP 800-63B-4 section 3.1.1.2).
const MIN_CHARACTERS: usize = 15;

/// More than anyone types; bounds the work.
const MAX_CHARACTERS: usize = 128;

/// A password that may be set. Any character counts; there are no rules on
/// which kinds it must have (NIST SP 800-63B-4 section 3.1.1.2).
pub struct Password(Zeroizing<String>);

impl Password {
    /// Reads a password that a person chooses.
    ///
    /// # Errors
    /// [`InvalidValue`] if it has fewer than 15 or more than 128 characters.
    pub fn try_new(text: &str) -> Result<Self, InvalidValue> {
        let password = normalize(text);
        match password.chars().count() {
            ..MIN_CHARACTERS => Err(InvalidValue::PasswordTooShort),
            MIN_CHARACTERS..=MAX_CHARACTERS => Ok(Self(password)),
            _ => Err(InvalidValue::PasswordTooLong),
        }
    }

    /// What is hashed.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

/// A password as typed at sign-in: of any length, because a wrong one is just
/// wrong.
pub struct PasswordAttempt(Zeroizing<String>);

impl PasswordAttempt {
    /// Takes what was typed.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(normalize(text))
    }

    /// What is hashed.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for PasswordAttempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordAttempt(…)")
    }
}

/// A password that may be set can be compared with one that was.
impl From<&Password> for PasswordAttempt {
    fn from(password: &Password) -> Self {
        Self(password.0.clone())
    }
}

/// Keyboards differ in how they send `ż`: as one code point or as two. Both are
/// the same password (RFC 8265 section 4.2.2, normalization form C).
fn normalize(text: &str) -> Zeroizing<String> {
    Zeroizing::new(text.nfc().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_is_15_to_128_characters() {
        let of = |length| Password::try_new(&"ż".repeat(length)).map(|_| length);
        assert_eq!(of(14), Err(InvalidValue::PasswordTooShort));
        assert_eq!(of(15), Ok(15));
        assert_eq!(of(128), Ok(128));
        assert_eq!(of(129), Err(InvalidValue::PasswordTooLong));
    }

    #[test]
    fn any_character_counts() {
        assert!(Password::try_new("               ").is_ok());
        assert!(Password::try_new("🗝🗝🗝🗝🗝🗝🗝🗝🗝🗝🗝🗝🗝🗝🗝").is_ok());
    }

    #[test]
    fn composed_and_decomposed_letters_are_the_same_password() {
        let set = Password::try_new("zażółć gęślą jaźń").expect("long enough");
        let typed: String = "zażółć gęślą jaźń".nfd().collect();
        assert_ne!(typed.as_bytes(), set.as_bytes());
        assert_eq!(PasswordAttempt::new(&typed).as_bytes(), set.as_bytes());
    }

    #[test]
    fn password_stays_out_of_debug_output() {
        let text = "correct horse battery";
        let password = Password::try_new(text).expect("long enough");
        assert!(!format!("{password:?}").contains("horse"));
        assert!(!format!("{:?}", PasswordAttempt::new(text)).contains("horse"));
    }
}
