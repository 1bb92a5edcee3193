//! How much of what one challenge says is said by others too.

use std::collections::{BTreeMap, HashMap};

use super::{
    challenge::Challenge,
    terms::{Term, Terms},
};

/// What is less similar is not told.
pub const MIN_BASIS_POINTS: i64 = 500;
/// Most shared words that are told.
const SHARED_WORDS: usize = 10;
const WHOLE_BASIS_POINTS: i64 = 10_000;

/// A published challenge that resembles another one.
#[derive(Debug)]
pub struct SimilarChallenge {
    /// The challenge.
    pub challenge: Challenge,
    /// How similar it is, in hundredths of a per cent.
    pub score_basis_points: i64,
    /// What both say, the weightiest words first.
    pub shared_words: Vec<String>,
}

/// Weights of a challenge's terms, in millionths: whole numbers, so that sums
/// do not depend on their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weights(BTreeMap<String, i64>);

impl Weights {
    /// Weighs each term by its inverse document frequency, ln(1 + n / d) for
    /// `n` published challenges of which `d` have it, and twice that in a
    /// title. What none has weighs as if one had it.
    #[must_use]
    pub fn new(terms: &Terms, published: i64, frequencies: &HashMap<String, i64>) -> Self {
        let weigh = |(name, term): (&String, &Term)| {
            let having = frequencies.get(name).copied().unwrap_or_default().max(1);
            let weight = (1.0 + as_f64(published) / as_f64(having)).ln();
            let weight = if term.in_title { 2.0 * weight } else { weight };
            (name.clone(), in_millionths(weight))
        };
        Self(terms.iter().map(weigh).collect())
    }

    /// The terms.
    #[must_use]
    pub fn terms(&self) -> Vec<String> {
        self.0.keys().cloned().collect()
    }

    /// The weights, in the order of [`terms`](Self::terms).
    #[must_use]
    pub fn weights(&self) -> Vec<i64> {
        self.0.values().copied().collect()
    }

    /// What all terms weigh together; at least 1.
    #[must_use]
    pub fn whole(&self) -> i64 {
        self.0.values().sum::<i64>().max(1)
    }

    /// Which part of the whole the shared terms weigh, in hundredths of a per
    /// cent.
    #[must_use]
    pub fn basis_points(&self, shared: i64) -> i64 {
        shared * WHOLE_BASIS_POINTS / self.whole()
    }

    /// The words behind the shared terms, the weightiest first.
    #[must_use]
    pub fn shared_words(&self, terms: &Terms, shared: &[String]) -> Vec<String> {
        let weight = |name: &String| self.0.get(name).copied().unwrap_or_default();
        let mut shared: Vec<&String> = shared.iter().collect();
        shared.sort_by_key(|name| (-weight(name), *name));
        let mut words = Vec::new();
        for word in shared.into_iter().filter_map(|name| terms.get(name)) {
            if words.len() < SHARED_WORDS && !words.contains(&word.word) {
                words.push(word.word.clone());
            }
        }
        words
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "numbers of challenges are far below 2^52"
)]
fn as_f64(count: i64) -> f64 {
    count as f64
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a logarithm of a number of challenges is below 50"
)]
fn in_millionths(weight: f64) -> i64 {
    (weight * 1e6).round() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(names: &[(&str, bool)]) -> Terms {
        let term = |&(name, in_title): &(&str, bool)| {
            let word = format!("{name}s");
            (name.to_owned(), Term { in_title, word })
        };
        names.iter().map(term).collect()
    }

    fn weights(names: &[(&str, bool)]) -> Weights {
        let frequencies = [("city".into(), 100), ("lamp".into(), 4)].into();
        Weights::new(&terms(names), 100, &frequencies)
    }

    #[test]
    fn rare_words_weigh_more_and_those_of_titles_twice() {
        let weight = |name, in_title| weights(&[(name, in_title)]).whole();
        assert_eq!(weight("city", false), 693_147);
        assert_eq!(weight("city", true), 2 * 693_147);
        assert!(weight("lamp", false) > weight("city", false));
        assert!(weight("new", false) > weight("lamp", false));
    }

    #[test]
    fn score_is_the_share_of_the_weight() {
        let weights = weights(&[("city", false), ("lamp", true)]);
        assert_eq!(weights.basis_points(weights.whole()), 10_000);
        assert_eq!(weights.basis_points(0), 0);
        assert_eq!(weights.basis_points(weights.whole() - 1), 9_999);
    }

    #[test]
    fn challenge_without_words_resembles_nothing() {
        assert_eq!(weights(&[]).basis_points(0), 0);
    }

    #[test]
    fn weightiest_words_are_told_first_and_once() {
        let mut terms = terms(&[("city", false), ("lamp", false), ("lampy", false)]);
        terms.get_mut("lampy").expect("is there").word = "lamps".into();
        let weights = Weights::new(&terms, 10, &[("city".into(), 9)].into());
        let shared = ["city", "lamp", "lampy"].map(String::from);
        assert_eq!(weights.shared_words(&terms, &shared), ["lamps", "citys"]);
    }
}
