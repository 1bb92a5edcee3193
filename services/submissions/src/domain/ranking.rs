//! Ranking: exact, with fractions. Nothing is ever rounded, neither in between
//! nor where it is shown.
//!
//! A review's total is Σ weight · points ÷ max_points; the contest's
//! [`RankingMethod`] makes a work's score of the totals that count. Works with
//! equal scores are told apart by the contest's tie-break criteria, one after
//! another: by the mean of points ÷ max_points over the same reviews. Those
//! that are equal in all of them share a rank, and the ranks after them are
//! left out (1, 1, 3). Selected is every work whose rank is within the number
//! of ranks that the stage selects: who ties at the cut advances or wins too,
//! because nothing that was published tells them apart.

mod method;

use std::{cmp::Reverse, fmt};

use linia_chassis::id::WorkId;
use num_rational::BigRational;
use serde::{Deserialize, Serialize};

use self::method::{ReviewTotal, mean};
use crate::domain::{
    opening::Work,
    review::Review,
    rules::{RankingMethod, StageRules},
    stage::Criterion,
    work_code::WorkCode,
};

/// What the contest states about the ranking of a stage, as the protocol
/// repeats it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RankingRules {
    /// How reviews become a score.
    pub method: RankingMethod,
    /// Keys of the criteria that tell works with equal scores apart, the first
    /// first; those equal in all share a rank.
    pub tie_break_criteria: Vec<String>,
    /// How many jurors read each work; 0 if every juror reads every work.
    #[serde(default)]
    pub reviews_per_work: i32,
}

impl From<&StageRules> for RankingRules {
    fn from(rules: &StageRules) -> Self {
        Self {
            method: rules.ranking_method,
            tie_break_criteria: rules.tie_break_criteria.clone(),
            reviews_per_work: rules.reviews_per_work,
        }
    }
}

/// A work's score in per cent, as a fraction in lowest terms.
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
    /// From 1; works that nothing tells apart share a rank.
    pub rank: i32,
    /// The work.
    pub work: WorkId,
    /// Its code.
    pub code: WorkCode,
    /// The exact score.
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

/// What a ranking is made of.
#[derive(Debug, Clone, Copy)]
pub struct Ballot<'a> {
    /// The works that compete: those not excluded.
    pub works: &'a [Work],
    /// What they are judged by.
    pub criteria: &'a [Criterion],
    /// The reviews that count.
    pub reviews: &'a [&'a Review],
    /// What the contest states.
    pub rules: &'a RankingRules,
    /// How many ranks advance or win.
    pub selected_ranks: i32,
}

impl Ballot<'_> {
    /// Ranks the works.
    ///
    /// # Errors
    /// [`RankingError::ReviewsMissing`] for works that nobody judged.
    pub fn rank(&self) -> Result<Vec<RankedWork>, RankingError> {
        let totals = self.review_totals();
        let mut missing = 0;
        let mut standings = Vec::with_capacity(self.works.len());
        for work in self.works {
            match self.rules.method.score(work.id, &totals) {
                Some(score) => standings.push((work, self.standing(work, score))),
                None => missing += 1,
            }
        }
        if missing > 0 {
            return Err(RankingError::ReviewsMissing { missing });
        }
        standings.sort_by(|(one, a), (other, b)| {
            let better_first = Reverse(a).cmp(&Reverse(b));
            better_first.then_with(|| one.code.cmp(&other.code))
        });
        Ok(self.assign_ranks(&standings))
    }

    fn assign_ranks(&self, standings: &[(&Work, Vec<BigRational>)]) -> Vec<RankedWork> {
        let mut rank = 0;
        let places = (1..).zip(standings).enumerate();
        let ranked = places.map(|(index, (place, (work, standing)))| {
            let tied = index > 0 && standings[index - 1].1 == *standing;
            rank = if tied { rank } else { place };
            RankedWork {
                rank,
                work: work.id,
                code: work.code.clone(),
                total: Total(standing[0].clone()),
                selected: rank <= self.selected_ranks,
            }
        });
        ranked.collect()
    }

    /// What tells works apart, the most important first: the score, then the
    /// tie-break criteria.
    fn standing(&self, work: &Work, score: BigRational) -> Vec<BigRational> {
        let keys = self.rules.tie_break_criteria.iter();
        let criteria = keys.filter_map(|key| self.criteria.iter().find(|c| c.key == *key));
        let breaks = criteria.filter_map(|criterion| self.mean_share(work, criterion));
        std::iter::once(score).chain(breaks).collect()
    }

    fn mean_share(&self, work: &Work, criterion: &Criterion) -> Option<BigRational> {
        let reviews = self.reviews.iter().filter(|review| review.work == work.id);
        mean(reviews.map(|review| share(review, criterion)).collect())
    }

    fn review_totals(&self) -> Vec<ReviewTotal> {
        let total = |review: &&Review| ReviewTotal {
            work: review.work,
            account: review.account,
            total: (self.criteria.iter())
                .map(|c| {
                    share(review, c) * BigRational::new(c.weight_basis_points.into(), 100.into())
                })
                .sum(),
        };
        // What a juror gave to an excluded work says nothing about the others.
        let competes = |review: &&&Review| self.works.iter().any(|work| work.id == review.work);
        self.reviews.iter().filter(competes).map(total).collect()
    }
}

/// Points ÷ max_points; a final review scores every criterion.
fn share(review: &Review, criterion: &Criterion) -> BigRational {
    let points = review.scores.get(&criterion.key).copied().unwrap_or(0);
    BigRational::new(points.into(), criterion.max_points.into())
}

#[cfg(test)]
mod tests;
