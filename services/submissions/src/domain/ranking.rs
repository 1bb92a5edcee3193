//! Ranking: exact, with fractions; nothing is ever rounded.
//!
//! A review's total is Σ weight · points ÷ max_points, a work's total the mean
//! over the jurors who sit. Equal totals share a rank and the ranks after them
//! are left out (1, 1, 3). Selected is every work whose rank is within the
//! number of ranks that the stage selects: who ties at the cut advances or wins
//! too, because nothing that was published tells them apart.

use std::{cmp::Reverse, fmt};

use linia_chassis::id::{AccountId, WorkId};
use num_rational::BigRational;

use crate::domain::{
    jury::SMALLEST_JURY,
    opening::Work,
    review::{Review, ReviewState, Scores},
    stage::Criterion,
    work_code::WorkCode,
};

/// A weighted mean in per cent, as a fraction in lowest terms.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Total(BigRational);

impl fmt::Display for Total {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A work's place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RankedWork {
    /// From 1; equal totals share a rank.
    pub rank: i32,
    /// The work.
    pub work: WorkId,
    /// Its code.
    pub code: WorkCode,
    /// The exact weighted mean.
    pub total: Total,
    /// Whether it advances or wins.
    pub selected: bool,
}

/// Why there can be no ranking yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RankingError {
    /// Fewer than three jurors sit.
    #[error("the jury has {sitting} jurors who sit")]
    JuryTooSmall {
        /// How many sit.
        sitting: usize,
    },
    /// Works lack final reviews of jurors who sit.
    #[error("{missing} reviews are missing")]
    ReviewsMissing {
        /// How many.
        missing: usize,
    },
}

/// Ranks the works by the final reviews of the jurors who sit; whatever others
/// wrote does not count (rule 4).
///
/// # Errors
/// [`RankingError`] unless at least three jurors sit and each of them has
/// finally reviewed each work.
pub fn rank_works(
    works: &[Work],
    criteria: &[Criterion],
    sitting: &[AccountId],
    reviews: &[Review],
    selected_ranks: i32,
) -> Result<Vec<RankedWork>, RankingError> {
    if sitting.len() < SMALLEST_JURY {
        return Err(RankingError::JuryTooSmall {
            sitting: sitting.len(),
        });
    }
    let mut missing = 0;
    let mut totals = Vec::with_capacity(works.len());
    for work in works {
        let counted: Vec<_> = reviews
            .iter()
            .filter(|r| r.work == work.id && counts(r, sitting))
            .collect();
        missing += sitting.len() - counted.len();
        totals.push((mean(&counted, criteria, sitting.len()), work));
    }
    if missing > 0 {
        return Err(RankingError::ReviewsMissing { missing });
    }
    totals.sort_by(|(a, one), (b, other)| {
        Reverse(a)
            .cmp(&Reverse(b))
            .then_with(|| one.code.cmp(&other.code))
    });
    Ok(assign_ranks(totals, selected_ranks))
}

/// Whether a review moves the ranking.
#[must_use]
pub fn counts(review: &Review, sitting: &[AccountId]) -> bool {
    review.state == ReviewState::Final && sitting.contains(&review.account)
}

fn assign_ranks(totals: Vec<(Total, &Work)>, selected_ranks: i32) -> Vec<RankedWork> {
    let mut ranking = Vec::<RankedWork>::with_capacity(totals.len());
    for (place, (total, work)) in (1..).zip(totals) {
        let rank = match ranking.last() {
            Some(better) if better.total == total => better.rank,
            _ => place,
        };
        ranking.push(RankedWork {
            rank,
            work: work.id,
            code: work.code.clone(),
            total,
            selected: rank <= selected_ranks,
        });
    }
    ranking
}

fn mean(reviews: &[&Review], criteria: &[Criterion], jurors: usize) -> Total {
    let sum: BigRational = reviews
        .iter()
        .map(|review| review_total(&review.scores, criteria))
        .sum();
    Total(sum / BigRational::from_integer(jurors.into()))
}

/// In per cent: weights are hundredths of a per cent.
fn review_total(scores: &Scores, criteria: &[Criterion]) -> BigRational {
    criteria
        .iter()
        .filter_map(|criterion| {
            let points = i64::from(*scores.get(&criterion.key)?);
            let numerator = i64::from(criterion.weight_basis_points) * points;
            let denominator = 100 * i64::from(criterion.max_points);
            Some(BigRational::new(numerator.into(), denominator.into()))
        })
        .sum()
}

#[cfg(test)]
mod tests;
