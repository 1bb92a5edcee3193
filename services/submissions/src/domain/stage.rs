//! Stages: what challenges published, and how far a stage is after closing.

use linia_chassis::id::{ChallengeId, EntrantName, OrganizationId, StageId};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::domain::{error::TransitionError, hand_in::HandInRules, rules::StageRules};

/// A published stage, as challenges told it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    /// The stage.
    pub id: StageId,
    /// Its challenge.
    pub challenge: ChallengeId,
    /// The contracting authority.
    pub authority: OrganizationId,
    /// From 1.
    pub ordinal: i32,
    /// How many stages the challenge has.
    pub stage_count: i32,
    /// From when works are taken.
    pub open_time: OffsetDateTime,
    /// A work is in time if and only if it is accepted before this moment.
    pub close_time: OffsetDateTime,
    /// What the jury judges by, in the published order.
    pub criteria: Vec<Criterion>,
    /// How many advance; 0 in the last stage.
    pub finalist_count: i32,
    /// How many ranks get a prize in the last stage.
    pub laureate_count: i32,
    /// Public age recipient that works are sealed to.
    pub sealing_recipient: String,
    /// Public age recipient that the link is sealed to.
    pub unmasking_recipient: String,
    /// Whether the challenge was cancelled.
    pub cancelled: bool,
    /// The number of the challenge's event that this reflects.
    pub challenge_version: i64,
    /// What a work consists of besides its title and text.
    pub hand_in: HandInRules,
    /// How it is opened, screened and judged.
    pub rules: StageRules,
    /// Entrants who may hand in until a later time than all others. Only what
    /// challenges has just told has them: they are kept apart, without names.
    pub individual_closings: Vec<IndividualClosing>,
    /// Whether no closing time of it changes any more. Only what challenges has
    /// just told can say so.
    pub settled: bool,
}

/// Until when one entrant may hand in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IndividualClosing {
    /// Who.
    pub entrant: EntrantName,
    /// What they hand in is in time if it is accepted before this moment.
    pub close_time: OffsetDateTime,
}

impl Stage {
    /// Whether the jury's decision on this stage ends the contest.
    #[must_use]
    pub const fn is_last(&self) -> bool {
        self.ordinal == self.stage_count
    }

    /// How many ranks the jury selects: those who advance, or who win.
    #[must_use]
    pub const fn selected_ranks(&self) -> i32 {
        if self.is_last() {
            self.laureate_count
        } else {
            self.finalist_count
        }
    }
}

/// One thing the jury judges.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Criterion {
    /// Unique within the stage.
    pub key: String,
    /// Share of the whole in hundredths of a per cent.
    pub weight_basis_points: i32,
    /// The highest score; the lowest is 0.
    pub max_points: i32,
}

/// What the closing left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closing {
    /// The closing time that applied.
    pub close_time: OffsetDateTime,
    /// SHA-256 of the closing record.
    pub record_sha256: [u8; 32],
}

/// What the opening made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opening {
    /// When the works were made.
    pub open_time: OffsetDateTime,
    /// How many works the jury has.
    pub work_count: i32,
}

/// What the jury signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Judgement {
    /// SHA-256 of the protocol.
    pub protocol_sha256: [u8; 32],
    /// When it was signed.
    pub sign_time: OffsetDateTime,
}

/// How far a stage is. It only ever goes forward.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StageLife {
    /// Works are or will be taken.
    Sealed,
    /// Accepting was shut and recorded.
    Closed(Closing),
    /// Works are in the jury's hands.
    Opened(Closing, Opening),
    /// The jury has decided.
    Judged(Closing, Opening, Judgement),
}

impl StageLife {
    /// Shuts accepting.
    ///
    /// # Errors
    /// If it was shut before.
    pub const fn close(self, closing: Closing) -> Result<Self, TransitionError> {
        match self {
            Self::Sealed => Ok(Self::Closed(closing)),
            Self::Closed(_) | Self::Opened(..) | Self::Judged(..) => {
                Err(TransitionError::StageClosed)
            }
        }
    }

    /// Gives the works to the jury.
    ///
    /// # Errors
    /// Unless the stage is closed and not yet opened.
    pub const fn open(self, opening: Opening) -> Result<Self, TransitionError> {
        match self {
            Self::Closed(closing) => Ok(Self::Opened(closing, opening)),
            Self::Sealed => Err(TransitionError::StageNotClosed),
            Self::Opened(..) => Err(TransitionError::StageOpened),
            Self::Judged(..) => Err(TransitionError::StageJudged),
        }
    }

    /// Ends the jury's work.
    ///
    /// # Errors
    /// Unless the works are in the jury's hands.
    pub fn judge(self, judgement: Judgement) -> Result<Self, TransitionError> {
        let (closing, opening) = self.in_jurys_hands()?;
        Ok(Self::Judged(closing, opening, judgement))
    }

    /// Allows declarations and reviews.
    ///
    /// # Errors
    /// Before the opening and after the judgement.
    pub const fn in_jurys_hands(self) -> Result<(Closing, Opening), TransitionError> {
        match self {
            Self::Opened(closing, opening) => Ok((closing, opening)),
            Self::Sealed | Self::Closed(_) => Err(TransitionError::StageNotOpened),
            Self::Judged(..) => Err(TransitionError::StageJudged),
        }
    }

    /// Allows reading what was opened.
    ///
    /// # Errors
    /// Before the opening.
    pub const fn opened(self) -> Result<Opening, TransitionError> {
        match self {
            Self::Opened(_, opening) | Self::Judged(_, opening, _) => Ok(opening),
            Self::Sealed | Self::Closed(_) => Err(TransitionError::StageNotOpened),
        }
    }

    /// What the jury signed.
    ///
    /// # Errors
    /// Before the judgement.
    pub const fn judged(self) -> Result<Judgement, TransitionError> {
        match self {
            Self::Judged(_, _, judgement) => Ok(judgement),
            Self::Sealed | Self::Closed(_) | Self::Opened(..) => {
                Err(TransitionError::StageNotJudged)
            }
        }
    }

    /// What the closing left, if there was one.
    #[must_use]
    pub const fn closing(self) -> Option<Closing> {
        match self {
            Self::Sealed => None,
            Self::Closed(closing) | Self::Opened(closing, _) | Self::Judged(closing, ..) => {
                Some(closing)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use TransitionError::{
        StageClosed, StageJudged, StageNotClosed, StageNotJudged, StageNotOpened, StageOpened,
    };

    use super::*;

    const TIME: OffsetDateTime = OffsetDateTime::UNIX_EPOCH;
    const CLOSING: Closing = Closing {
        close_time: TIME,
        record_sha256: [1; 32],
    };
    const OPENING: Opening = Opening {
        open_time: TIME,
        work_count: 3,
    };
    const JUDGEMENT: Judgement = Judgement {
        protocol_sha256: [2; 32],
        sign_time: TIME,
    };

    #[test]
    fn every_command_in_every_state() {
        let sealed = StageLife::Sealed;
        let closed = StageLife::Closed(CLOSING);
        let opened = StageLife::Opened(CLOSING, OPENING);
        let judged = StageLife::Judged(CLOSING, OPENING, JUDGEMENT);
        // State, and what close, open and judge make of it.
        for (state, close, open, judge) in [
            (sealed, Ok(closed), Err(StageNotClosed), Err(StageNotOpened)),
            (closed, Err(StageClosed), Ok(opened), Err(StageNotOpened)),
            (opened, Err(StageClosed), Err(StageOpened), Ok(judged)),
            (judged, Err(StageClosed), Err(StageJudged), Err(StageJudged)),
        ] {
            assert_eq!(state.close(CLOSING), close, "close {state:?}");
            assert_eq!(state.open(OPENING), open, "open {state:?}");
            assert_eq!(state.judge(JUDGEMENT), judge, "judge {state:?}");
        }
    }

    #[test]
    fn jury_works_between_opening_and_judgement_only() {
        let closed = StageLife::Closed(CLOSING);
        let opened = StageLife::Opened(CLOSING, OPENING);
        let judged = StageLife::Judged(CLOSING, OPENING, JUDGEMENT);
        assert_eq!(closed.in_jurys_hands(), Err(StageNotOpened));
        assert_eq!(opened.in_jurys_hands(), Ok((CLOSING, OPENING)));
        assert_eq!(judged.in_jurys_hands(), Err(StageJudged));
        assert_eq!(closed.opened(), Err(StageNotOpened));
        assert_eq!(judged.opened(), Ok(OPENING));
        assert_eq!(opened.judged(), Err(StageNotJudged));
        assert_eq!(judged.judged(), Ok(JUDGEMENT));
    }
}
