//! Why there is no draw: which works fall short, and who can take no more.

use std::{collections::BTreeSet, fmt};

use linia_chassis::id::{AccountId, WorkId};

use super::{Call, Pair};

/// Not every work can be given to enough jurors.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Shortage {
    /// How many reviews cannot be given.
    pub missing: usize,
    /// The works that they are missing for. Which works these are may tell of
    /// a conflict, so callers are told how many only.
    pub works: Vec<ShortWork>,
    /// The jurors who can take no more works, and cannot pass one on either.
    pub exhausted: BTreeSet<AccountId>,
}

/// A work that lacks readers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShortWork {
    /// Which.
    pub work: WorkId,
    /// How many readers it lacks.
    pub missing: usize,
    /// Why.
    pub why: WhyShort,
}

/// Why a work lacks readers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum WhyShort {
    /// Nobody who is not barred holds the required qualifications.
    NobodyQualified,
    /// Fewer jurors are not barred than have to read it.
    TooFewJurors,
    /// Those who are not barred have as many works as a juror may have.
    JurorsFull,
}

impl Shortage {
    /// How many works fall short for a reason.
    #[must_use]
    pub fn count(&self, why: WhyShort) -> usize {
        self.works.iter().filter(|short| short.why == why).count()
    }
}

impl fmt::Display for Shortage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} reviews of {} works cannot be given: {} works have nobody qualified, {} too few \
             jurors, {} only jurors with as many works as they may have; {} jurors can take no more",
            self.missing,
            self.works.len(),
            self.count(WhyShort::NobodyQualified),
            self.count(WhyShort::TooFewJurors),
            self.count(WhyShort::JurorsFull),
            self.exhausted.len(),
        )
    }
}

/// Finds the reason for each work that falls short by some qualified readers
/// and some others.
pub(super) fn explain(
    call: &Call,
    short: Vec<(WorkId, [usize; 2])>,
    exhausted: BTreeSet<AccountId>,
    missing: usize,
) -> Shortage {
    let works = short
        .into_iter()
        .map(|(work, [qualified, others])| ShortWork {
            work,
            missing: qualified + others,
            why: why(call, work, qualified > 0),
        });
    let mut works: Vec<_> = works.collect();
    works.sort_by_key(|short| short.work);
    Shortage {
        missing,
        works,
        exhausted,
    }
}

fn why(call: &Call, work: WorkId, lacks_qualified: bool) -> WhyShort {
    let allowed = || {
        let jurors = call.jurors.iter();
        jurors.filter(|juror| !call.barred.contains(&Pair::new(work, juror.account)))
    };
    if lacks_qualified && !allowed().any(|juror| juror.qualified) {
        WhyShort::NobodyQualified
    } else if allowed().count() < call.reviews_per_work {
        WhyShort::TooFewJurors
    } else {
        WhyShort::JurorsFull
    }
}
