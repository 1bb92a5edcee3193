//! When a protocol can still be corrected. What was signed is never changed; a
//! corrected protocol supersedes it (rule 6).

use crate::domain::{error::TransitionError, stage::StageLife};

/// What became of the jury's result outside of the jury.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResultStanding {
    /// It waits for the head of the authority.
    Proposed,
    /// The head has approved it; identities are or will be revealed.
    Approved,
    /// The contest was cancelled, annulled or awarded.
    Ended,
}

/// Allows a corrected protocol. Not after the approval: then it is known whose
/// the works are, and whoever corrects could no more be told from whoever
/// favours (rule 3). Nor in a stage that has a successor, whose entrants are
/// told at once (rule 9).
///
/// # Errors
/// [`TransitionError::StageNotJudged`], [`TransitionError::StageNotOpened`],
/// [`TransitionError::EntrantsInformed`], [`TransitionError::ResultApproved`],
/// [`TransitionError::ContestEnded`].
pub fn check_correctable(
    life: StageLife,
    is_last: bool,
    standing: ResultStanding,
) -> Result<(), TransitionError> {
    life.opened()?;
    life.judged()?;
    match standing {
        ResultStanding::Ended => Err(TransitionError::ContestEnded),
        ResultStanding::Proposed | ResultStanding::Approved if !is_last => {
            Err(TransitionError::EntrantsInformed)
        }
        ResultStanding::Approved => Err(TransitionError::ResultApproved),
        ResultStanding::Proposed => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use ResultStanding::{Approved, Ended, Proposed};
    use TransitionError::{
        ContestEnded, EntrantsInformed, ResultApproved, StageNotJudged, StageNotOpened,
    };
    use time::OffsetDateTime;

    use super::*;
    use crate::domain::stage::{Closing, Judgement, Opening};

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
    fn only_a_proposed_result_of_a_last_stage_is_corrected() {
        let judged = StageLife::Judged(CLOSING, OPENING, JUDGEMENT);
        for (standing, last, earlier) in [
            (Proposed, Ok(()), Err(EntrantsInformed)),
            (Approved, Err(ResultApproved), Err(EntrantsInformed)),
            (Ended, Err(ContestEnded), Err(ContestEnded)),
        ] {
            assert_eq!(check_correctable(judged, true, standing), last);
            assert_eq!(check_correctable(judged, false, standing), earlier);
        }
    }

    #[test]
    fn what_is_not_signed_is_not_corrected() {
        for (life, refused) in [
            (StageLife::Sealed, StageNotOpened),
            (StageLife::Closed(CLOSING), StageNotOpened),
            (StageLife::Opened(CLOSING, OPENING), StageNotJudged),
        ] {
            for standing in [Proposed, Approved, Ended] {
                assert_eq!(check_correctable(life, true, standing), Err(refused));
            }
        }
    }
}
