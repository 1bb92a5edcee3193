//! Languages: which text a person gets.

use std::collections::BTreeMap;

/// A language that texts are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Language {
    /// Polish.
    Polish,
    /// English; what those get whose language is none of the others.
    English,
    /// Ukrainian.
    Ukrainian,
}

impl Language {
    /// Every language.
    pub(crate) const ALL: &[Self] = &[Self::Polish, Self::English, Self::Ukrainian];

    /// Its BCP 47 code.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Polish => "pl",
            Self::English => "en",
            Self::Ukrainian => "uk",
        }
    }

    /// Chooses by a BCP 47 tag's primary language; the region does not matter.
    pub(crate) fn for_tag(tag: &str) -> Self {
        let primary = primary_language(tag);
        Self::ALL
            .iter()
            .copied()
            .find(|language| primary.eq_ignore_ascii_case(language.code()))
            .unwrap_or(Self::English)
    }
}

/// A title in one or more languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Titles {
    /// BCP 47; the language that others fall back to.
    pub(crate) source_language: String,
    /// By BCP 47 tag.
    pub(crate) by_language: BTreeMap<String, String>,
}

impl Titles {
    /// Returns the title for readers of a language: in that language if there
    /// is one, else in the source language, else in any.
    pub(crate) fn for_reader(&self, language: Language) -> Option<&str> {
        let same = |tag: &&String| primary_language(tag).eq_ignore_ascii_case(language.code());
        let tag = self
            .by_language
            .keys()
            .find(same)
            .unwrap_or(&self.source_language);
        self.by_language
            .get(tag)
            .or_else(|| self.by_language.values().next())
            .map(String::as_str)
    }
}

fn primary_language(tag: &str) -> &str {
    tag.split('-').next().unwrap_or(tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn titles(pairs: &[(&str, &str)]) -> Titles {
        let own = |(tag, title): &(&str, &str)| ((*tag).to_owned(), (*title).to_owned());
        Titles {
            source_language: "pl".into(),
            by_language: pairs.iter().map(own).collect(),
        }
    }

    #[test]
    fn region_does_not_change_the_language() {
        assert_eq!(Language::for_tag("uk-UA"), Language::Ukrainian);
        assert_eq!(Language::for_tag("PL"), Language::Polish);
    }

    #[test]
    fn unknown_language_reads_english() {
        for tag in ["de", "", "ukr"] {
            assert_eq!(Language::for_tag(tag), Language::English, "{tag:?}");
        }
    }

    #[test]
    fn title_falls_back_to_the_source_language() {
        let both = titles(&[("pl", "Oświetlenie"), ("en-GB", "Lighting")]);
        assert_eq!(both.for_reader(Language::English), Some("Lighting"));
        assert_eq!(both.for_reader(Language::Ukrainian), Some("Oświetlenie"));
        let foreign = titles(&[("de", "Beleuchtung")]);
        assert_eq!(foreign.for_reader(Language::English), Some("Beleuchtung"));
        assert_eq!(titles(&[]).for_reader(Language::English), None);
    }
}
