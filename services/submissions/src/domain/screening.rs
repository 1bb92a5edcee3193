//! Formal screening: how a work stands with the rules of the contest.

use time::{Duration, OffsetDateTime};

use crate::domain::{error::TransitionError, length::Length};

/// How long a reason is.
pub const SCREENING_REASON: Length = Length::new(1, 5000);

/// How long what cures a defect is.
pub const SUPPLEMENT: Length = Length::new(1, 20_000);

/// How many defects are noted at once.
pub const MOST_DEFECTS: usize = 1000;

/// A formal defect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Defect {
    /// What does not fit the rules.
    pub reason: String,
    /// It can be cured before this moment.
    pub cure_end_time: OffsetDateTime,
}

/// Why a work is in no ranking, in kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    /// It gives its author away (rule 3).
    AuthorRevealed,
    /// A formal defect was not cured.
    FormalDefect,
}

/// Why a work is in no ranking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exclusion {
    /// In kind.
    pub ground: Ground,
    /// In words.
    pub reason: String,
    /// Since when.
    pub time: OffsetDateTime,
}

/// How a work stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Nothing was found.
    InOrder,
    /// A defect was found.
    Defective(Defect),
    /// A supplement was added.
    Cured(Defect),
    /// It is in no ranking, for ever.
    Excluded(Exclusion),
}

impl Standing {
    /// Notes a defect. The first one and its time stay.
    ///
    /// # Errors
    /// [`TransitionError::NothingCanBeCured`] if the contest states no time for
    /// it; [`TransitionError::WorkExcluded`].
    pub fn report(
        self,
        reason: String,
        cure_period: Option<Duration>,
        now: OffsetDateTime,
    ) -> Result<Self, TransitionError> {
        match self {
            Self::InOrder => match cure_period {
                Some(period) => Ok(Self::Defective(Defect {
                    reason,
                    cure_end_time: now + period,
                })),
                None => Err(TransitionError::NothingCanBeCured),
            },
            known @ (Self::Defective(_) | Self::Cured(_)) => Ok(known),
            Self::Excluded(_) => Err(TransitionError::WorkExcluded),
        }
    }

    /// Adds a supplement, or replaces it.
    ///
    /// # Errors
    /// [`TransitionError::NothingToCure`], [`TransitionError::CurePeriodOver`],
    /// [`TransitionError::WorkExcluded`].
    pub fn cure(self, now: OffsetDateTime) -> Result<Self, TransitionError> {
        match self {
            Self::InOrder => Err(TransitionError::NothingToCure),
            Self::Defective(defect) | Self::Cured(defect) => {
                if now < defect.cure_end_time {
                    Ok(Self::Cured(defect))
                } else {
                    Err(TransitionError::CurePeriodOver)
                }
            }
            Self::Excluded(_) => Err(TransitionError::WorkExcluded),
        }
    }

    /// Takes the work out of every ranking. The first reason stays. A formal
    /// defect is a ground only after its author could have cured it, where the
    /// contest lets it be cured; whether a supplement does cure it is the jury's
    /// to say.
    ///
    /// # Errors
    /// [`TransitionError::DefectNotReported`], [`TransitionError::CurePeriodRuns`].
    pub fn exclude(
        self,
        exclusion: Exclusion,
        cure_period: Option<Duration>,
    ) -> Result<Self, TransitionError> {
        match (self, exclusion.ground) {
            (known @ Self::Excluded(_), _) => Ok(known),
            (_, Ground::AuthorRevealed) => Ok(Self::Excluded(exclusion)),
            (Self::InOrder, Ground::FormalDefect) => match cure_period {
                Some(_) => Err(TransitionError::DefectNotReported),
                None => Ok(Self::Excluded(exclusion)),
            },
            (Self::Defective(defect) | Self::Cured(defect), Ground::FormalDefect) => {
                if exclusion.time < defect.cure_end_time {
                    Err(TransitionError::CurePeriodRuns)
                } else {
                    Ok(Self::Excluded(exclusion))
                }
            }
        }
    }

    /// Whether the work is in no ranking.
    #[must_use]
    pub const fn is_excluded(&self) -> bool {
        matches!(self, Self::Excluded(_))
    }
}

impl Ground {
    /// Every ground.
    pub const ALL: [Self; 2] = [Self::AuthorRevealed, Self::FormalDefect];

    /// As it is stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AuthorRevealed => "author_revealed",
            Self::FormalDefect => "formal_defect",
        }
    }
}

#[cfg(test)]
mod tests;
