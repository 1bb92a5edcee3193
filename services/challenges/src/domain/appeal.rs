//! Appeals against a result (procurement law of 2019, art. 505–578). They are
//! heard elsewhere; what is kept here is that one was served, and what became
//! of it. While one is pending no prize is awarded.

use linia_chassis::id::AppealId;
use time::OffsetDateTime;

use super::{
    challenge::{Challenge, Transition},
    error::TransitionError,
    event::Event,
    state::{State, StateKind},
};

/// An appeal against a result. Who lodged it is in the files of the body that
/// hears it, not here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appeal {
    /// Its id.
    pub id: AppealId,
    /// The file number of the body that hears it.
    pub reference: String,
    /// When it was entered.
    pub create_time: OffsetDateTime,
    /// What was decided; nothing while it is pending.
    pub verdict: Option<Verdict>,
}

/// How an appeal ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// What was decided.
    pub decision: AppealDecision,
    /// Why; published.
    pub reason: String,
    /// When it was entered.
    pub decide_time: OffsetDateTime,
}

/// What was decided on an appeal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AppealDecision {
    /// Dismissed, rejected or discontinued: the result stands.
    Dismissed,
    /// Upheld: the result waits for the head of the authority again.
    ResultReturned,
    /// Upheld: the result is annulled.
    ResultAnnulled,
}

impl AppealDecision {
    /// Every decision.
    pub const ALL: [Self; 3] = [Self::Dismissed, Self::ResultReturned, Self::ResultAnnulled];

    /// The name as it is stored, in UPPER_SNAKE.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Dismissed => "DISMISSED",
            Self::ResultReturned => "RESULT_RETURNED",
            Self::ResultAnnulled => "RESULT_ANNULLED",
        }
    }

    /// The decision of this name.
    #[must_use]
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == name)
    }
}

impl Appeal {
    /// An appeal that was just served.
    #[must_use]
    pub fn served(reference: String, now: OffsetDateTime) -> Self {
        Self {
            id: AppealId::new(),
            reference,
            create_time: now,
            verdict: None,
        }
    }
}

impl Challenge {
    /// Finds an appeal against its result.
    #[must_use]
    pub fn find_appeal(&self, appeal: AppealId) -> Option<&Appeal> {
        self.appeals.iter().find(|it| it.id == appeal)
    }

    /// Refuses what an appeal suspends while one is pending.
    ///
    /// # Errors
    /// [`TransitionError::AppealPending`].
    pub fn check_no_appeal_pending(&self) -> Result<(), TransitionError> {
        match self.appeals.iter().find(|it| it.verdict.is_none()) {
            Some(appeal) => Err(TransitionError::AppealPending(appeal.id)),
            None => Ok(()),
        }
    }

    /// Refuses to award a prize to a runner-up who was called at `call_time` if
    /// an appeal that was entered since suspends it, or was upheld.
    ///
    /// # Errors
    /// [`TransitionError::AppealPending`], [`TransitionError::AppealUpheld`].
    pub fn check_not_appealed_since(
        &self,
        call_time: OffsetDateTime,
    ) -> Result<(), TransitionError> {
        self.check_no_appeal_pending()?;
        let upheld = |appeal: &&Appeal| {
            let verdict = appeal.verdict.as_ref();
            appeal.create_time >= call_time
                && verdict.is_some_and(|it| it.decision != AppealDecision::Dismissed)
        };
        match self.appeals.iter().find(upheld) {
            Some(appeal) => Err(TransitionError::AppealUpheld(appeal.id)),
            None => Ok(()),
        }
    }

    /// Enters an appeal against the approved result before the award, or
    /// against the call of a runner-up before theirs.
    ///
    /// # Errors
    /// [`TransitionError::WrongState`], [`TransitionError::AppealKnown`].
    pub fn record_appeal(mut self, appeal: Appeal, now: OffsetDateTime) -> Transition {
        let approved = matches!(self.state, State::ResultApproved { .. });
        let called = matches!(self.state, State::Awarded { .. }) && self.waits_for_a_runner_up();
        if !(approved || called) {
            return Err(self.wrong_state("enter an appeal against the result of"));
        }
        let same = |known: &&Appeal| known.reference == appeal.reference;
        if let Some(known) = self.appeals.iter().find(same) {
            return Err(TransitionError::AppealKnown(known.id));
        }
        let id = appeal.id;
        self.appeals.push(appeal);
        self.update_time = now;
        Ok((self, Event::AppealRecorded(id)))
    }

    /// Enters what was decided on an appeal. If it was upheld, the approval is
    /// taken back, and the result annulled if that was decided. Where another
    /// appeal has brought that about, the decision is only noted.
    ///
    /// # Errors
    /// [`TransitionError::WrongState`], [`TransitionError::AppealUnknown`],
    /// [`TransitionError::AppealDecided`].
    pub fn decide_appeal(
        mut self,
        appeal: AppealId,
        decision: AppealDecision,
        reason: String,
        now: OffsetDateTime,
    ) -> Transition {
        let state = self.state_after(decision, &reason, now)?;
        let annulled =
            state.kind() != self.state.kind() && state.kind() == StateKind::ResultAnnulled;
        let found = self.appeals.iter_mut().find(|it| it.id == appeal);
        let found = found.ok_or(TransitionError::AppealUnknown(appeal))?;
        if found.verdict.is_some() {
            return Err(TransitionError::AppealDecided(appeal));
        }
        found.verdict = Some(Verdict {
            decision,
            reason,
            decide_time: now,
        });
        let event = Event::AppealDecided { appeal, annulled };
        Ok((self.enter(state, now), event))
    }

    /// Where the decision on an appeal leads.
    fn state_after(
        &self,
        decision: AppealDecision,
        reason: &str,
        now: OffsetDateTime,
    ) -> Result<State, TransitionError> {
        match &self.state {
            State::ResultApproved {
                publication,
                proposal,
                ..
            }
            | State::Judged {
                publication,
                proposal,
            } => Ok(match decision {
                AppealDecision::Dismissed => self.state.clone(),
                AppealDecision::ResultReturned => State::Judged {
                    publication: publication.clone(),
                    proposal: proposal.clone(),
                },
                AppealDecision::ResultAnnulled => State::ResultAnnulled {
                    publication: publication.clone(),
                    proposal: proposal.clone(),
                    annul_time: now,
                    reason: reason.to_owned(),
                },
            }),
            // The prizes that were awarded stay; that of a runner-up is not
            // awarded any more if it was upheld.
            State::ResultAnnulled { .. } | State::Awarded { .. } => Ok(self.state.clone()),
            State::Draft { .. }
            | State::PendingApproval
            | State::InReview
            | State::Approved { .. }
            | State::Published(_)
            | State::Cancelled { .. } => Err(self.wrong_state("decide an appeal against")),
        }
    }
}

#[cfg(test)]
mod tests;
