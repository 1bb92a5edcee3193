//! The languages that the system speaks.

use super::InvalidValue;

/// A language in which people are written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Polish.
    Polish,
    /// English.
    English,
    /// Ukrainian.
    Ukrainian,
}

impl Language {
    /// Reads a BCP 47 tag; its case does not matter (RFC 5646 section 2.1.1).
    ///
    /// # Errors
    /// [`InvalidValue::LanguageUnknown`] for any other language, and for tags
    /// with a region, script or extension.
    pub fn try_from_code(code: &str) -> Result<Self, InvalidValue> {
        [Self::Polish, Self::English, Self::Ukrainian]
            .into_iter()
            .find(|language| language.code().eq_ignore_ascii_case(code))
            .ok_or(InvalidValue::LanguageUnknown)
    }

    /// The BCP 47 tag.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Polish => "pl",
            Self::English => "en",
            Self::Ukrainian => "uk",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_read_without_regard_to_case() {
        assert_eq!(Language::try_from_code("pl"), Ok(Language::Polish));
        assert_eq!(Language::try_from_code("EN"), Ok(Language::English));
        assert_eq!(Language::try_from_code("Uk"), Ok(Language::Ukrainian));
    }

    #[test]
    fn unknown_language_is_refused() {
        for code in ["", "de", "pl-PL", "polski", "ua"] {
            let language = Language::try_from_code(code);
            assert_eq!(language, Err(InvalidValue::LanguageUnknown), "{code}");
        }
    }
}
