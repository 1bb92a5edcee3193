//! Reviews: how a juror scores a work.

use std::collections::BTreeMap;

use linia_chassis::id::{AccountId, WorkId};
use time::OffsetDateTime;

use crate::domain::{error::TransitionError, length::Length, stage::Criterion};

/// How long remarks are.
pub const REMARKS: Length = Length::new(0, 20_000);

/// A juror's judgement of a work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// The work.
    pub work: WorkId,
    /// The juror.
    pub account: AccountId,
    /// Points by criterion.
    pub scores: Scores,
    /// Within [`REMARKS`].
    pub remarks: String,
    /// Whether it can still change.
    pub state: ReviewState,
    /// When it was last saved.
    pub update_time: OffsetDateTime,
}

/// Points by the criterion's key.
pub type Scores = BTreeMap<String, i32>;

/// Whether a review can still change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReviewState {
    /// Being written; may lack scores.
    Draft,
    /// Complete for ever.
    Final,
}

impl ReviewState {
    /// Final or not.
    #[must_use]
    pub const fn from_final(is_final: bool) -> Self {
        if is_final { Self::Final } else { Self::Draft }
    }
}

/// What is wrong with a score.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScoreFault {
    /// The stage was published without it.
    #[error("the stage has no such criterion")]
    Unknown {
        /// Which of the scores.
        index: usize,
    },
    /// The same criterion was scored before.
    #[error("the criterion was scored twice")]
    Repeated {
        /// Which of the scores.
        index: usize,
    },
    /// Below 0 or above the criterion's highest score.
    #[error("points are outside 0 to {max_points}")]
    OutOfRange {
        /// Which of the scores.
        index: usize,
        /// The criterion's highest score.
        max_points: i32,
    },
    /// A final review scores every criterion.
    #[error("the criterion `{key}` has no score")]
    Missing {
        /// The criterion.
        key: String,
    },
}

/// Holds scores against the published criteria (rule 5).
///
/// # Errors
/// Everything that is wrong, at once.
pub fn check_scores(
    criteria: &[Criterion],
    scores: &[(String, i32)],
    state: ReviewState,
) -> Result<Scores, Vec<ScoreFault>> {
    let mut checked = Scores::new();
    let mut faults = Vec::new();
    for (index, (key, points)) in scores.iter().enumerate() {
        let Some(criterion) = criteria.iter().find(|c| c.key == *key) else {
            faults.push(ScoreFault::Unknown { index });
            continue;
        };
        let max_points = criterion.max_points;
        if !(0..=max_points).contains(points) {
            faults.push(ScoreFault::OutOfRange { index, max_points });
        }
        if checked.insert(key.clone(), *points).is_some() {
            faults.push(ScoreFault::Repeated { index });
        }
    }
    if state == ReviewState::Final {
        let missing = criteria.iter().filter(|c| !checked.contains_key(&c.key));
        faults.extend(missing.map(|c| ScoreFault::Missing { key: c.key.clone() }));
    }
    if faults.is_empty() {
        Ok(checked)
    } else {
        Err(faults)
    }
}

impl Review {
    /// Replaces this review by a later one of the same juror and work. Saying
    /// again what is final is harmless.
    ///
    /// # Errors
    /// [`TransitionError::ReviewFinal`] if it would change a final one.
    pub fn revise(self, later: Self) -> Result<Self, TransitionError> {
        let same = self.scores == later.scores
            && self.remarks == later.remarks
            && self.state == later.state;
        match self.state {
            ReviewState::Draft => Ok(later),
            ReviewState::Final if same => Ok(self),
            ReviewState::Final => Err(TransitionError::ReviewFinal),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn criteria() -> Vec<Criterion> {
        [("idea", 6000, 10), ("cost", 4000, 5)]
            .map(|(key, weight_basis_points, max_points)| Criterion {
                key: key.into(),
                weight_basis_points,
                max_points,
            })
            .to_vec()
    }

    fn scores(scores: &[(&str, i32)]) -> Vec<(String, i32)> {
        scores.iter().map(|(k, p)| ((*k).to_owned(), *p)).collect()
    }

    #[test]
    fn final_review_scores_every_criterion() {
        let half = scores(&[("idea", 10)]);
        assert!(check_scores(&criteria(), &half, ReviewState::Draft).is_ok());
        assert_eq!(
            check_scores(&criteria(), &half, ReviewState::Final),
            Err(vec![ScoreFault::Missing { key: "cost".into() }])
        );
        let whole = scores(&[("idea", 0), ("cost", 5)]);
        assert!(check_scores(&criteria(), &whole, ReviewState::Final).is_ok());
    }

    #[test]
    fn everything_wrong_is_told_at_once() {
        let wrong = scores(&[("idea", 11), ("beauty", 1), ("cost", -1), ("cost", 2)]);
        let faults = check_scores(&criteria(), &wrong, ReviewState::Draft);
        assert_eq!(
            faults,
            Err(vec![
                ScoreFault::OutOfRange {
                    index: 0,
                    max_points: 10
                },
                ScoreFault::Unknown { index: 1 },
                ScoreFault::OutOfRange {
                    index: 2,
                    max_points: 5
                },
                ScoreFault::Repeated { index: 3 },
            ])
        );
    }

    #[test]
    fn final_review_does_not_change() {
        let review = |state, remarks: &str| Review {
            work: WorkId::from(uuid::Uuid::nil()),
            account: AccountId::from(uuid::Uuid::nil()),
            scores: Scores::new(),
            remarks: remarks.into(),
            state,
            update_time: OffsetDateTime::UNIX_EPOCH,
        };
        let (draft, done) = (
            review(ReviewState::Draft, "a"),
            review(ReviewState::Final, "b"),
        );
        assert_eq!(draft.clone().revise(done.clone()), Ok(done.clone()));
        assert_eq!(done.clone().revise(done.clone()), Ok(done.clone()));
        let change = review(ReviewState::Final, "c");
        assert_eq!(
            done.clone().revise(change),
            Err(TransitionError::ReviewFinal)
        );
        assert_eq!(done.revise(draft), Err(TransitionError::ReviewFinal));
    }
}
