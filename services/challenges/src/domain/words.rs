//! Words and their stems: what makes the inflected forms of a word equal.
//!
//! Texts are stemmed in their own language by Snowball's algorithms; those of
//! a language without one here are compared word by word. Nobody says in which
//! language a query is, so each of its words is read in every one that it can
//! be in.

use std::collections::BTreeSet;

use snowball_stemmers_rs::{Algorithm, Stemmer};
use unicode_normalization::{UnicodeNormalization, char::decompose_canonical};

use super::stop_words;

/// Longest term, in characters: what is longer is no word of a language.
const TERM_CHARS: usize = 64;
/// Shortest word that is looked at.
const WORD_CHARS: usize = 2;

/// How the words of a text are inflected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Inflection {
    Polish,
    English,
    Ukrainian,
    /// Of no language that is known here.
    Unknown,
}

impl Inflection {
    fn of_language(tag: &str) -> Self {
        match tag.split('-').next().unwrap_or_default() {
            "pl" => Self::Polish,
            "en" => Self::English,
            "uk" => Self::Ukrainian,
            _ => Self::Unknown,
        }
    }

    /// What a word of a query may be.
    const fn of_word(cyrillic: bool) -> &'static [Self] {
        if cyrillic {
            &[Self::Ukrainian, Self::Unknown]
        } else {
            &[Self::Polish, Self::English, Self::Unknown]
        }
    }

    fn stem(self, word: &str) -> String {
        let algorithm = match self {
            Self::Polish => Algorithm::Polish,
            Self::English => Algorithm::English,
            Self::Ukrainian => Algorithm::Ukrainian,
            Self::Unknown => return word.to_owned(),
        };
        let stemmer = Stemmer::create(algorithm);
        let mut stem = stemmer.stem(word).into_owned();
        // One pass makes `energ` of `energia`, and `energi` of `energii`: so
        // until nothing more comes off.
        loop {
            let shorter = stemmer.stem(&stem);
            if shorter.is_empty() || shorter.len() >= stem.len() {
                return stem;
            }
            stem = shorter.into_owned();
        }
    }

    /// The terms that a word is found by: as it is written, and as somebody
    /// writes it who leaves out the marks.
    fn terms(self, word: &str) -> BTreeSet<String> {
        let plain = without_marks(word);
        [without_marks(&self.stem(word)), self.stem(&plain)].into()
    }
}

/// A word of a text and the terms that it is found by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// As it is written, in lower case.
    pub word: String,
    /// What it is found by.
    pub terms: BTreeSet<String>,
}

/// The words of a text in a language (BCP 47).
pub fn of_text<'a>(language: &str, text: &'a str) -> impl Iterator<Item = Word> + use<'a> {
    let inflection = Inflection::of_language(language);
    words(text).map(move |word| Word {
        terms: inflection.terms(&word),
        word,
    })
}

/// The words of a query, each with every term that it may stand for.
pub fn of_query(query: &str) -> impl Iterator<Item = Word> {
    words(query).map(|word| {
        let readings = Inflection::of_word(word.chars().any(is_cyrillic));
        Word {
            terms: readings.iter().flat_map(|it| it.terms(&word)).collect(),
            word,
        }
    })
}

/// The words of a text that say something by themselves, in lower case.
fn words(text: &str) -> impl Iterator<Item = String> {
    let letters: Vec<char> = text.nfc().flat_map(char::to_lowercase).collect();
    let mut words = Vec::new();
    let mut word = String::new();
    for (i, letter) in letters.iter().enumerate() {
        let neighbours = (i.checked_sub(1).map(|i| letters[i]), letters.get(i + 1));
        if letter.is_alphanumeric() && !is_apostrophe(*letter) {
            word.push(*letter);
        } else if !is_inner_apostrophe(*letter, neighbours) {
            words.push(std::mem::take(&mut word));
        }
    }
    words.push(word);
    words.into_iter().filter(|word| {
        (WORD_CHARS..=TERM_CHARS).contains(&word.chars().count()) && !stop_words::contains(word)
    })
}

/// Whether it is the apostrophe of a Ukrainian word (`об'єкт`), which is
/// written in several ways and left out here.
fn is_inner_apostrophe(letter: char, neighbours: (Option<char>, Option<&char>)) -> bool {
    is_apostrophe(letter)
        && neighbours.0.is_some_and(is_cyrillic)
        && neighbours.1.is_some_and(|letter| is_cyrillic(*letter))
}

/// One of them is a letter to Unicode.
fn is_apostrophe(letter: char) -> bool {
    matches!(letter, '\'' | '\u{2019}' | '\u{2bc}')
}

fn is_cyrillic(letter: char) -> bool {
    matches!(letter, '\u{400}'..='\u{52f}')
}

/// Replaces Latin letters with marks by those without: `ś` by `s`. Marks of
/// other scripts make other letters (`й` is no `и`) and stay.
fn without_marks(word: &str) -> String {
    word.chars()
        .map(|letter| {
            let mut base = letter;
            decompose_canonical(letter, |part| {
                if part.is_ascii() {
                    base = part;
                }
            });
            match base {
                // It has no decomposition in Unicode.
                'ł' => 'l',
                base => base,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests;
