//! What a search asks for.

use linia_chassis::{id::OrganizationId, standing::EntrantKind};
use time::OffsetDateTime;

use super::{
    state::StateKind,
    words::{self, Word},
};

/// Conditions that a challenge must fulfil, all of them. One that is empty
/// does not count.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Search {
    /// What its titles and descriptions must have, each of them by one of its
    /// terms.
    pub words: Vec<Word>,
    /// What one of its CPV codes must begin with.
    pub cpv_prefixes: Vec<String>,
    /// In one of which it must be.
    pub states: Vec<StateKind>,
    /// Whose it must be.
    pub authority: Option<OrganizationId>,
    /// One of its stages must close then or later,
    pub closes_from: Option<OffsetDateTime>,
    /// and before this moment.
    pub closes_before: Option<OffsetDateTime>,
    /// One of which it must let in.
    pub entrant_kinds: Vec<EntrantKind>,
    /// ISO 3166-1 alpha-2: it must let in entrants from there.
    pub country: Option<String>,
}

/// The words of a query, each once.
#[must_use]
pub fn query_words(query: &str) -> Vec<Word> {
    let mut found: Vec<Word> = Vec::new();
    for word in words::of_query(query) {
        if !found.contains(&word) {
            found.push(word);
        }
    }
    found
}

/// What the codes of a class begin with: zeros at the end name the class
/// above, down to the division of two digits (Regulation 2195/2002, annex I).
/// `None` if it is no beginning of a CPV code.
#[must_use]
pub fn cpv_prefix(code: &str) -> Option<&str> {
    let digits = (2..=8).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_digit());
    if !digits {
        return None;
    }
    let (division, below) = code.split_at(2);
    Some(&code[..division.len() + below.trim_end_matches('0').len()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn class_is_named_by_its_code_or_its_beginning() {
        for (code, prefix) in [
            ("34990000", Some("3499")),
            ("34993000", Some("34993")),
            ("3499", Some("3499")),
            ("30000000", Some("30")),
            ("30", Some("30")),
            ("3", None),
            ("349930001", None),
            ("34-99", None),
            ("", None),
        ] {
            assert_eq!(cpv_prefix(code), prefix, "{code}");
        }
    }

    #[test]
    fn word_that_is_repeated_counts_once() {
        assert_eq!(query_words("lampa, Lampa").len(), 1);
        assert_eq!(query_words(" i w , "), []);
    }
}
