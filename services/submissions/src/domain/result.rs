//! What the authors of a work are told of its judgement: everything that the
//! protocol says of the work, but who said it. A criticism that is known to be
//! somebody's is softened; whose points are whose, the public protocol tells once
//! the prizes are awarded, without a word of the remarks.

use linia_chassis::id::WorkId;

use crate::domain::{protocol::Protocol, review::Scores};

/// A work's place, and how it came to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JudgedWork {
    /// Under which it was judged.
    pub code: String,
    /// Nothing for a work that was excluded.
    pub place: Option<Place>,
    /// The reviews that count, in the order of what they say.
    pub reviews: Vec<JudgedReview>,
}

/// A place in the ranking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// From 1.
    pub rank: i32,
    /// The exact score in per cent.
    pub total: String,
    /// Whether it advances or wins.
    pub selected: bool,
}

/// What somebody of the jury thought.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct JudgedReview {
    /// Points by the criterion's key.
    pub scores: Scores,
    /// In the juror's words.
    pub remarks: String,
}

impl JudgedWork {
    /// What a protocol says of a work; nothing if it was not judged there.
    #[must_use]
    pub fn find(protocol: &Protocol, work: WorkId) -> Option<Self> {
        let listed = protocol.works.iter().find(|it| it.work == work)?;
        let place = protocol.ranking.iter().find(|it| it.work == work);
        let reviews = protocol.reviews.iter().filter(|it| it.work == work);
        let mut reviews: Vec<_> = reviews
            .map(|it| JudgedReview {
                scores: it.scores.clone(),
                remarks: it.remarks.clone(),
            })
            .collect();
        // The protocol's order is that of the jurors' ids: the same for each work.
        reviews.sort();
        Some(Self {
            code: listed.code.clone(),
            place: place.map(|it| Place {
                rank: it.rank,
                total: it.total.clone(),
                selected: it.selected,
            }),
            reviews,
        })
    }
}
