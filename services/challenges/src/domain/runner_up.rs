//! Runners-up: who steps in when a prize falls away, where the published rules
//! let one (rule 7).
//!
//! A prize can fall away once it was awarded: until then the result may still
//! be appealed against, and nobody else needs to be unmasked. The law knows the
//! same for contracts (procurement law of 2019, art. 263): if the one who was
//! chosen evades it, the next may be. Who gets a prize is decided anew by that,
//! so the term before an award runs anew too (art. 325–358).

use linia_chassis::id::{AccountId, EntrantName, WorkId};
use time::OffsetDateTime;

use super::{
    award_term::earliest_award_time,
    challenge::{Challenge, Transition},
    error::TransitionError,
    event::Event,
    state::{Laureate, State},
};

/// A prize that fell away, and who steps in for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunnerUpCall {
    /// The work that held the prize.
    pub work: WorkId,
    /// Which prize: that of this rank.
    pub prize_rank: i32,
    /// Why it fell away; published.
    pub reason: String,
    /// The head of the authority who called.
    pub account: AccountId,
    /// When.
    pub call_time: OffsetDateTime,
    /// From when on the prize may be awarded anew.
    pub earliest_award_time: OffsetDateTime,
    /// How far it is.
    pub progress: Progress,
}

/// How far the call of a runner-up is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// It is not known yet who is next.
    Called,
    /// It is known who steps in.
    Revealed(Succession),
    /// The prize was awarded anew.
    Awarded(Succession, OffsetDateTime),
}

/// Who steps in for a prize, and since when that is known. Several do if they
/// share a rank, nobody if the ranking has none left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Succession {
    /// With their rank in the jury's ranking.
    pub runners_up: Vec<Laureate>,
    /// Since when.
    pub reveal_time: OffsetDateTime,
}

impl RunnerUpCall {
    /// Those who step in, as far as it is known.
    #[must_use]
    pub fn runners_up(&self) -> &[Laureate] {
        match &self.progress {
            Progress::Called => &[],
            Progress::Revealed(succession) | Progress::Awarded(succession, _) => {
                &succession.runners_up
            }
        }
    }

    /// When the prize was awarded anew, if it was.
    #[must_use]
    pub const fn award_time(&self) -> Option<OffsetDateTime> {
        match &self.progress {
            Progress::Called | Progress::Revealed(_) => None,
            Progress::Awarded(_, award_time) => Some(*award_time),
        }
    }
}

impl Challenge {
    /// The call for the prize that a work held, if it fell away.
    #[must_use]
    pub fn find_runner_up_call(&self, work: WorkId) -> Option<&RunnerUpCall> {
        self.runner_up_calls.iter().find(|call| call.work == work)
    }

    /// Calls the next work of the ranking for the prize of another one.
    ///
    /// # Errors
    /// [`TransitionError::WrongState`], [`TransitionError::RunnerUpNotAllowed`],
    /// [`TransitionError::NotALaureate`], [`TransitionError::RunnerUpCalled`],
    /// [`TransitionError::TimeZoneUnknown`].
    pub fn call_runner_up(
        mut self,
        work: WorkId,
        reason: String,
        account: AccountId,
        now: OffsetDateTime,
    ) -> Transition {
        self.check_awarded("call a runner-up in")?;
        if !self.content.runner_up_allowed {
            return Err(TransitionError::RunnerUpNotAllowed);
        }
        let prize_rank = self.prize_of(work);
        let prize_rank = prize_rank.ok_or(TransitionError::NotALaureate(work))?;
        if self.find_runner_up_call(work).is_some() {
            return Err(TransitionError::RunnerUpCalled(work));
        }
        let zone = &self.content.time_zone;
        let earliest_award_time = earliest_award_time(now, zone)
            .ok_or_else(|| TransitionError::TimeZoneUnknown(zone.clone()))?;
        self.runner_up_calls.push(RunnerUpCall {
            work,
            prize_rank,
            reason,
            account,
            call_time: now,
            earliest_award_time,
            progress: Progress::Called,
        });
        self.update_time = now;
        Ok((self, Event::RunnerUpCalled(work)))
    }

    /// Fills in who steps in for the prize of a work: nobody if none is left.
    ///
    /// # Errors
    /// [`TransitionError::WrongState`], [`TransitionError::RunnerUpNotCalled`],
    /// [`TransitionError::RunnerUpRevealed`].
    pub fn reveal_runner_up(
        mut self,
        work: WorkId,
        runners_up: Vec<Laureate>,
        now: OffsetDateTime,
    ) -> Transition {
        self.check_awarded("reveal a runner-up of")?;
        let call = self.called_for_mut(work)?;
        if call.progress != Progress::Called {
            return Err(TransitionError::RunnerUpRevealed(work));
        }
        call.progress = Progress::Revealed(Succession {
            runners_up,
            reveal_time: now,
        });
        self.update_time = now;
        Ok((self, Event::RunnerUpRevealed(work)))
    }

    /// Awards the prize that a work held to whoever stepped in for it.
    ///
    /// # Errors
    /// [`TransitionError::WrongState`], [`TransitionError::RunnerUpNotCalled`],
    /// [`TransitionError::RunnerUpNotRevealed`], [`TransitionError::NoRunnerUp`],
    /// [`TransitionError::RunnerUpAwarded`], [`TransitionError::AwardTooEarly`],
    /// [`TransitionError::AppealPending`], [`TransitionError::AppealUpheld`].
    pub fn award_runner_up(mut self, work: WorkId, now: OffsetDateTime) -> Transition {
        self.check_awarded("award a runner-up of")?;
        let left = !self.successors_of(work)?.is_empty();
        let call = self.called_for_mut(work)?;
        let succession = match &call.progress {
            Progress::Called => return Err(TransitionError::RunnerUpNotRevealed(work)),
            Progress::Awarded(..) => return Err(TransitionError::RunnerUpAwarded(work)),
            Progress::Revealed(_) if !left => return Err(TransitionError::NoRunnerUp(work)),
            Progress::Revealed(succession) => succession.clone(),
        };
        let earliest_award_time = call.earliest_award_time;
        if now < earliest_award_time {
            return Err(TransitionError::AwardTooEarly {
                earliest_award_time,
            });
        }
        let call_time = call.call_time;
        self.check_not_appealed_since(call_time)?;
        self.called_for_mut(work)?.progress = Progress::Awarded(succession, now);
        self.update_time = now;
        Ok((self, Event::RunnerUpAwarded(work)))
    }

    /// Whether the prize of a runner-up who was called is yet to be awarded.
    #[must_use]
    pub fn waits_for_a_runner_up(&self) -> bool {
        let mut calls = self.runner_up_calls.iter();
        calls.any(|call| call.award_time().is_none())
    }

    /// Those who stepped in for the prize of a work, and have not dropped out
    /// themselves.
    ///
    /// # Errors
    /// [`TransitionError::RunnerUpNotCalled`].
    pub fn successors_of(&self, work: WorkId) -> Result<Vec<Laureate>, TransitionError> {
        let call = self.find_runner_up_call(work);
        let call = call.ok_or(TransitionError::RunnerUpNotCalled(work))?;
        let runners_up = call.runners_up().iter();
        Ok(runners_up.filter(|it| self.holds(it)).copied().collect())
    }

    /// The winners by rank of their prize, once the prizes were awarded: before
    /// that, an appeal may still take them away. Whose prize fell away is none;
    /// who stepped in is one from their own award on.
    ///
    /// # Errors
    /// [`TransitionError::WrongState`], [`TransitionError::LaureatesNotRevealed`].
    pub fn winners(&self) -> Result<Vec<(i32, EntrantName)>, TransitionError> {
        let State::Awarded { proposal, .. } = &self.state else {
            return Err(self.wrong_state("carry the winners of"));
        };
        let first = proposal.laureates.iter().map(|it| (it.rank, it));
        let awarded = self.runner_up_calls.iter();
        let awarded = awarded.filter(|call| call.award_time().is_some());
        let later = awarded.flat_map(|call| {
            let runners_up = call.runners_up().iter();
            runners_up.map(|it| (call.prize_rank, it))
        });
        let mut winners = first
            .chain(later)
            .filter(|(_, laureate)| self.holds(laureate))
            .map(|(rank, laureate)| laureate.entrant.map(|entrant| (rank, entrant)))
            .collect::<Option<Vec<_>>>()
            .ok_or(TransitionError::LaureatesNotRevealed)?;
        winners.sort_by_key(|(rank, _)| *rank);
        Ok(winners)
    }

    fn check_awarded(&self, command: &'static str) -> Result<(), TransitionError> {
        match self.state {
            State::Awarded { .. } => Ok(()),
            _ => Err(self.wrong_state(command)),
        }
    }

    /// Which prize a work has, or had before it fell away.
    fn prize_of(&self, work: WorkId) -> Option<i32> {
        let is_it = |laureate: &&Laureate| laureate.work == work;
        let laureates = self.state.proposal().map(|it| it.laureates.iter());
        let first = laureates.into_iter().flatten().find(is_it);
        let mut calls = self.runner_up_calls.iter();
        first.map(|it| it.rank).or_else(|| {
            let call = calls.find(|call| call.runners_up().iter().any(|it| it.work == work));
            call.map(|call| call.prize_rank)
        })
    }

    fn holds(&self, laureate: &Laureate) -> bool {
        self.find_runner_up_call(laureate.work).is_none()
    }

    fn called_for_mut(&mut self, work: WorkId) -> Result<&mut RunnerUpCall, TransitionError> {
        let mut calls = self.runner_up_calls.iter_mut();
        let call = calls.find(|call| call.work == work);
        call.ok_or(TransitionError::RunnerUpNotCalled(work))
    }
}

#[cfg(test)]
mod tests;
