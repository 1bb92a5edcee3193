//! Texts in several languages.

use linia_proto::r#type::v1 as pb;

use crate::domain::{content::LocalizedText, vocabulary::canonical_language};

/// Texts as messages.
#[must_use]
pub fn to_messages(texts: &[LocalizedText]) -> Vec<pb::LocalizedText> {
    let message = |text: &LocalizedText| pb::LocalizedText {
        language_code: text.language_code.clone(),
        text: text.text.clone(),
    };
    texts.iter().map(message).collect()
}

/// Texts from messages, with language tags in canonical form.
#[must_use]
pub fn from_messages(texts: Vec<pb::LocalizedText>) -> Vec<LocalizedText> {
    let text = |text: pb::LocalizedText| LocalizedText {
        language_code: language(text.language_code),
        text: text.text,
    };
    texts.into_iter().map(text).collect()
}

/// The canonical form of a language tag; an unknown one stays as it is, and is
/// a defect of the draft.
#[must_use]
pub fn language(tag: String) -> String {
    canonical_language(&tag).unwrap_or(tag)
}
