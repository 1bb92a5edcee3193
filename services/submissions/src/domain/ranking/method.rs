//! How the totals that jurors gave a work become its score. The contest states
//! the method; every one is exact, and anybody can do it again with fractions.

use linia_chassis::id::{AccountId, WorkId};
use num_rational::BigRational;

use crate::domain::rules::RankingMethod;

/// What a juror's review of a work adds up to, in per cent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewTotal {
    /// The work.
    pub work: WorkId,
    /// The juror.
    pub account: AccountId,
    /// Σ weight · points ÷ max_points.
    pub total: BigRational,
}

impl RankingMethod {
    /// The score of a work, or `None` if nobody judged it. `all` are the
    /// reviews of every work that count.
    #[must_use]
    pub fn score(self, work: WorkId, all: &[ReviewTotal]) -> Option<BigRational> {
        let of_work = all.iter().filter(|review| review.work == work);
        match self {
            Self::Mean => mean(of_work.map(|review| review.total.clone()).collect()),
            Self::TrimmedMean => trimmed_mean(sorted(of_work)),
            Self::Median => median(&sorted(of_work)),
            Self::JurorNormalised => mean(of_work.map(|review| stretched(review, all)).collect()),
        }
    }
}

fn sorted<'a>(reviews: impl Iterator<Item = &'a ReviewTotal>) -> Vec<BigRational> {
    let mut totals: Vec<_> = reviews.map(|review| review.total.clone()).collect();
    totals.sort();
    totals
}

/// The arithmetic mean of some numbers, if there are any.
pub(super) fn mean(numbers: Vec<BigRational>) -> Option<BigRational> {
    let count = whole(numbers.len());
    (!numbers.is_empty()).then(|| numbers.into_iter().sum::<BigRational>() / count)
}

fn trimmed_mean(mut sorted: Vec<BigRational>) -> Option<BigRational> {
    if sorted.len() >= 3 {
        sorted.pop();
        sorted.remove(0);
    }
    mean(sorted)
}

fn median(sorted: &[BigRational]) -> Option<BigRational> {
    let upper = sorted.get(sorted.len() / 2)?;
    if sorted.len() % 2 == 1 {
        return Some(upper.clone());
    }
    let lower = &sorted[sorted.len() / 2 - 1];
    Some((lower + upper) / whole(2))
}

/// The review's total on the scale that its juror really used.
fn stretched(review: &ReviewTotal, all: &[ReviewTotal]) -> BigRational {
    let same_juror = |other: &&ReviewTotal| other.account == review.account;
    let totals = || all.iter().filter(same_juror).map(|other| &other.total);
    let (lowest, highest) = (totals().min(), totals().max());
    let (lowest, highest) = (
        lowest.unwrap_or(&review.total),
        highest.unwrap_or(&review.total),
    );
    if lowest == highest {
        return whole(50);
    }
    (&review.total - lowest) * whole(100) / (highest - lowest)
}

fn whole(number: usize) -> BigRational {
    BigRational::from_integer(number.into())
}

#[cfg(test)]
mod tests;
