//! The code by which a jury speaks of a work.

use std::{fmt, str::FromStr};

use rand::Rng;

/// Crockford's base 32: without I, L, O and U, which are misread.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const GROUP: usize = 4;

/// A random code such as `K7QX-2MTB`: 40 bits, so that a list of codes tells
/// neither order nor time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WorkCode(String);

impl WorkCode {
    /// Draws a code.
    pub fn draw(rng: &mut impl Rng) -> Self {
        let mut code = String::with_capacity(2 * GROUP + 1);
        for position in 0..2 * GROUP {
            if position == GROUP {
                code.push('-');
            }
            code.push(char::from(ALPHABET[rng.random_range(0..ALPHABET.len())]));
        }
        Self(code)
    }

    /// The code as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for WorkCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A text that is not a work's code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a work's code")]
pub struct WorkCodeError;

impl FromStr for WorkCode {
    type Err = WorkCodeError;

    fn from_str(text: &str) -> Result<Self, WorkCodeError> {
        let valid = text.len() == 2 * GROUP + 1
            && text
                .bytes()
                .enumerate()
                .all(|(position, octet)| match position {
                    GROUP => octet == b'-',
                    _ => ALPHABET.contains(&octet),
                });
        valid.then(|| Self(text.to_owned())).ok_or(WorkCodeError)
    }
}

#[cfg(test)]
mod tests {
    use rand::{SeedableRng, rngs::StdRng};

    use super::*;

    #[test]
    fn code_has_two_groups_of_four_unmistakable_characters() {
        let mut rng = StdRng::seed_from_u64(1);
        for _ in 0..1000 {
            let code = WorkCode::draw(&mut rng);
            assert_eq!(code.as_str().parse(), Ok(code));
        }
        for text in ["K7QX2MTB", "K7QX-2MTI", "k7qx-2mtb", "", "K7QX-2MTB-"] {
            assert!(text.parse::<WorkCode>().is_err(), "{text}");
        }
    }
}
