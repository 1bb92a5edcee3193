//! Which of several languages a reader gets (RFC 4647, section 3.4: lookup).

/// Language ranges, the most wanted first. Well-formed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LanguagePriority(Vec<String>);

/// Most ranges of a list.
pub const RANGES: usize = 10;

/// A range that is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MalformedRange {
    /// Which, from 0.
    pub index: usize,
}

/// The language that a reader gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LanguageChoice {
    /// BCP 47.
    pub language: String,
    /// Whether it is none of those wanted.
    pub fallback: bool,
}

impl LanguagePriority {
    /// Reads basic language ranges (RFC 4647, section 2.1).
    ///
    /// # Errors
    /// [`MalformedRange`] for the first one that is none.
    pub fn try_new(ranges: &[String]) -> Result<Self, MalformedRange> {
        match ranges.iter().position(|range| !is_range(range)) {
            Some(index) => Err(MalformedRange { index }),
            None => Ok(Self(ranges.to_vec())),
        }
    }

    /// Whether the reader asks for nothing in particular.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Chooses among the languages that there are; the source language if none
    /// of them is wanted.
    #[must_use]
    pub fn choose(&self, available: &[&str], source: &str) -> LanguageChoice {
        let found = self.0.iter().find_map(|range| lookup(range, available));
        LanguageChoice {
            language: found.unwrap_or(source).to_owned(),
            fallback: found.is_none(),
        }
    }
}

/// Shortens the range from its end until it names a language that there is. A
/// subtag of one letter only introduces the next, so both go together. `*` is
/// left to the ranges after it, as the standard says.
fn lookup<'a>(range: &str, available: &[&'a str]) -> Option<&'a str> {
    let mut subtags: Vec<_> = range.split('-').collect();
    while !subtags.is_empty() {
        let tag = subtags.join("-");
        let found = available
            .iter()
            .copied()
            .find(|it| it.eq_ignore_ascii_case(&tag));
        if found.is_some() {
            return found;
        }
        subtags.pop();
        if subtags.last().is_some_and(|subtag| subtag.len() == 1) {
            subtags.pop();
        }
    }
    None
}

fn is_range(range: &str) -> bool {
    let mut subtags = range.split('-');
    let first = subtags.next().unwrap_or_default();
    let is_subtag = |subtag: &str, allowed: fn(&u8) -> bool| {
        (1..=8).contains(&subtag.len()) && subtag.bytes().all(|octet| allowed(&octet))
    };
    let is_language = first == "*" || is_subtag(first, u8::is_ascii_alphabetic);
    is_language
        && subtags.all(|subtag| subtag == "*" || is_subtag(subtag, u8::is_ascii_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn priority(ranges: &[&str]) -> Result<LanguagePriority, MalformedRange> {
        let ranges: Vec<_> = ranges.iter().map(ToString::to_string).collect();
        LanguagePriority::try_new(&ranges)
    }

    #[test]
    fn lookup_is_that_of_the_standard() {
        let available = ["pl", "en", "uk", "sr-Latn", "zh-Hant"];
        for (ranges, language, fallback) in [
            (&["uk"][..], "uk", false),
            (&["UK-ua"], "uk", false),
            (&["de", "en-GB", "uk"], "en", false),
            (&["sr-Latn-RS"], "sr-Latn", false),
            // A longer tag is not what was asked for.
            (&["sr"], "pl", true),
            (&["zh-Hant-CN-x-private1-private2"], "zh-Hant", false),
            (&["de", "fr-CH"], "pl", true),
            (&["*"], "pl", true),
            (&["*", "en"], "en", false),
        ] {
            let choice = priority(ranges).expect("ranges").choose(&available, "pl");
            let expected = LanguageChoice {
                language: language.to_owned(),
                fallback,
            };
            assert_eq!(choice, expected, "{ranges:?}");
        }
    }

    #[test]
    fn range_has_the_form_of_the_standard() {
        for range in ["pl", "sr-Latn", "*", "de-*-DE", "i-klingon"] {
            assert!(priority(&[range]).is_ok(), "{range}");
        }
        for range in ["", "pl-", "-pl", "p1", "toolonglang", "pl_PL", "en;q=0.5"] {
            let refused = Err(MalformedRange { index: 1 });
            assert_eq!(priority(&["pl", range]), refused, "{range}");
        }
    }
}
