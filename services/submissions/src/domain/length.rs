//! How long texts may be.

use std::fmt;

/// A range of lengths in characters (Unicode scalar values).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Length {
    min: usize,
    max: usize,
}

impl Length {
    /// From `min` to `max`, both included.
    #[must_use]
    pub const fn new(min: usize, max: usize) -> Self {
        Self { min, max }
    }

    /// Whether a text fits and can be stored: Postgres keeps no U+0000, and an
    /// entry that carried one would stop its stage from being opened.
    #[must_use]
    pub fn holds(&self, text: &str) -> bool {
        !text.contains('\0') && (self.min..=self.max).contains(&text.chars().count())
    }
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} to {} characters without U+0000", self.min, self.max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_counts_characters_and_not_octets() {
        let length = Length::new(1, 3);
        assert!(length.holds("żół"));
        assert!(!length.holds("żółw"));
        assert!(!length.holds(""));
    }

    #[test]
    fn text_that_postgres_cannot_keep_is_refused() {
        assert!(!Length::new(0, 10).holds("a\0b"));
    }
}
