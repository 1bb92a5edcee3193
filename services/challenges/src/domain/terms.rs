//! The terms by which a challenge is found and compared.

use std::collections::BTreeMap;

use super::{content::Content, words};

/// What is known of one term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Whether a title of the challenge has it.
    pub in_title: bool,
    /// A word with this term, as it is written, in lower case.
    pub word: String,
}

/// All terms of a challenge.
pub type Terms = BTreeMap<String, Term>;

/// The terms of a challenge's titles and descriptions in all languages.
#[must_use]
pub fn of_content(content: &Content) -> Terms {
    let mut terms = Terms::new();
    for (texts, in_title) in [(&content.titles, true), (&content.descriptions, false)] {
        for text in texts {
            for word in words::of_text(&text.language_code, &text.text) {
                for term in word.terms {
                    terms.entry(term).or_insert_with(|| Term {
                        in_title,
                        word: word.word.clone(),
                    });
                }
            }
        }
    }
    terms
}

#[cfg(test)]
mod tests {
    use super::{super::examples, *};

    #[test]
    fn title_goes_before_description() {
        let terms = of_content(&examples::content());
        assert!(terms["oswietlen"].in_title);
        assert_eq!(terms["oswietlen"].word, "oświetlenie");
        assert!(terms["light"].in_title, "in English");
        assert!(!terms["pogod"].in_title);
    }
}
