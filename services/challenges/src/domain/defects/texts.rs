//! Languages: every text exists in the source language.

use crate::domain::{content::LocalizedText, finding::Findings, vocabulary};

/// The language that every text must have; absent if the draft names none that
/// exists, which is reported once and not again for every text.
#[derive(Debug, Clone, Copy)]
pub(super) struct SourceLanguage<'a>(Option<&'a str>);

impl<'a> SourceLanguage<'a> {
    /// Checks the code itself.
    pub(super) fn check(code: &'a str, found: &mut Findings) -> Self {
        let known = vocabulary::canonical_language(code).is_some();
        found.check(
            known,
            "source_language",
            "LANGUAGE_UNKNOWN",
            "must be the BCP 47 tag of a language, such as pl",
        );
        Self(known.then_some(code))
    }

    /// Checks a text that must be there.
    pub(super) fn check_required(self, field: &str, texts: &[LocalizedText], found: &mut Findings) {
        if texts.is_empty() {
            found.add(
                field,
                "TEXT_MISSING",
                "must have a text in the source language",
            );
        }
        self.check_optional(field, texts, found);
    }

    /// Checks a text that may be left out altogether.
    pub(super) fn check_optional(self, field: &str, texts: &[LocalizedText], found: &mut Findings) {
        for (i, text) in texts.iter().enumerate() {
            found.check(
                vocabulary::canonical_language(&text.language_code).is_some(),
                format!("{field}[{i}].language_code"),
                "LANGUAGE_UNKNOWN",
                "must be the BCP 47 tag of a language, such as pl",
            );
        }
        if let Some(source) = self.0
            && !texts.is_empty()
        {
            found.check(
                texts.iter().any(|text| text.language_code == source),
                field,
                "SOURCE_TEXT_MISSING",
                format!("has no text in the source language {source}"),
            );
        }
    }
}
