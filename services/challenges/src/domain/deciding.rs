//! Commands from the jury's proposal to the award. The jury proposes, the head
//! of the authority decides (procurement law of 2019, art. 355).

use linia_chassis::id::{EntrantName, WorkId};
use time::OffsetDateTime;

use super::{
    award_term::earliest_award_time,
    challenge::{Challenge, Transition},
    error::TransitionError,
    event::Event,
    state::{Approval, State},
};

impl Challenge {
    /// Approves the jury's result. The term after which prizes may be awarded
    /// is fixed now, by the calendar of the authority's zone as it is known
    /// now.
    ///
    /// # Errors
    /// [`TransitionError::WrongState`], [`TransitionError::NoLaureates`] (such
    /// a contest is annulled), [`TransitionError::TimeZoneUnknown`].
    pub fn approve_result(self, now: OffsetDateTime) -> Transition {
        let State::Judged {
            publication,
            proposal,
        } = &self.state
        else {
            return Err(self.wrong_state("approve the result of"));
        };
        if proposal.laureates.is_empty() {
            return Err(TransitionError::NoLaureates);
        }
        let zone = &self.content.time_zone;
        let earliest_award_time = earliest_award_time(now, zone)
            .ok_or_else(|| TransitionError::TimeZoneUnknown(zone.clone()))?;
        let state = State::ResultApproved {
            publication: publication.clone(),
            proposal: proposal.clone(),
            approval: Approval {
                approve_time: now,
                earliest_award_time,
            },
        };
        Ok((self.enter(state, now), Event::ResultApproved))
    }

    /// Annuls the contest after the jury's proposal.
    ///
    /// # Errors
    /// [`TransitionError::WrongState`].
    pub fn annul_result(self, reason: String, now: OffsetDateTime) -> Transition {
        let State::Judged {
            publication,
            proposal,
        } = &self.state
        else {
            return Err(self.wrong_state("annul the result of"));
        };
        let state = State::ResultAnnulled {
            publication: publication.clone(),
            proposal: proposal.clone(),
            annul_time: now,
            reason,
        };
        Ok((self.enter(state, now), Event::ResultAnnulled))
    }

    /// Fills in who the laureates are: all of them, and nobody else.
    ///
    /// # Errors
    /// [`TransitionError::WrongState`], [`TransitionError::LaureatesDiffer`].
    pub fn reveal_laureates(
        mut self,
        revealed: &[(WorkId, EntrantName)],
        now: OffsetDateTime,
    ) -> Transition {
        let State::ResultApproved { proposal, .. } = &mut self.state else {
            return Err(self.wrong_state("reveal the laureates of"));
        };
        if revealed.len() != proposal.laureates.len() {
            return Err(TransitionError::LaureatesDiffer);
        }
        for laureate in &mut proposal.laureates {
            let (_, entrant) = revealed
                .iter()
                .find(|(work, _)| *work == laureate.work)
                .ok_or(TransitionError::LaureatesDiffer)?;
            laureate.entrant = Some(*entrant);
        }
        self.update_time = now;
        Ok((self, Event::LaureatesRevealed))
    }

    /// Awards the prizes to the laureates.
    ///
    /// # Errors
    /// [`TransitionError::WrongState`], [`TransitionError::AwardTooEarly`],
    /// [`TransitionError::AppealPending`],
    /// [`TransitionError::LaureatesNotRevealed`].
    pub fn award_prizes(self, now: OffsetDateTime) -> Transition {
        let State::ResultApproved {
            publication,
            proposal,
            approval,
        } = &self.state
        else {
            return Err(self.wrong_state("award the prizes of"));
        };
        let earliest_award_time = approval.earliest_award_time;
        if now < earliest_award_time {
            return Err(TransitionError::AwardTooEarly {
                earliest_award_time,
            });
        }
        self.check_no_appeal_pending()?;
        if !proposal.is_revealed() {
            return Err(TransitionError::LaureatesNotRevealed);
        }
        let state = State::Awarded {
            publication: publication.clone(),
            proposal: proposal.clone(),
            approval: *approval,
            award_time: now,
        };
        Ok((self.enter(state, now), Event::PrizesAwarded))
    }
}
