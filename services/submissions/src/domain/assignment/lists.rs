//! Assignments as they are shown.

use linia_chassis::id::WorkId;

use super::{Pair, PairState};
use crate::domain::{review::ReviewState, work_code::WorkCode};

/// A pair as the chair sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedPair {
    /// The juror and the work.
    pub pair: Pair,
    /// The work's code.
    pub code: WorkCode,
    /// What the juror has to do with the work.
    pub state: PairState,
    /// Whether the review is final.
    pub reviewed: bool,
}

/// A work as its reader sees it in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MyWork {
    /// The work.
    pub work: WorkId,
    /// Its code.
    pub code: WorkCode,
    /// As handed in.
    pub title: String,
    /// How far the review is, if there is one.
    pub review: Option<ReviewState>,
}
