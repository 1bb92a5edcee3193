//! Commands between draft and publication: review by an operator, approval by
//! the head of the authority.

use time::OffsetDateTime;

use super::{
    challenge::{Challenge, Transition},
    defects::defects,
    error::TransitionError,
    event::Event,
    state::State,
};

impl Challenge {
    /// Hands a draft without defects to the operators.
    ///
    /// # Errors
    /// [`TransitionError::WrongState`], [`TransitionError::HasDefects`].
    pub fn request_review(self, now: OffsetDateTime) -> Transition {
        self.check_submittable("request review of", now)?;
        Ok((self.enter(State::InReview, now), Event::ReviewRequested))
    }

    /// Gives a challenge in review back to its editors.
    ///
    /// # Errors
    /// [`TransitionError::WrongState`].
    pub fn request_changes(self, remarks: String, now: OffsetDateTime) -> Transition {
        let State::InReview = self.state else {
            return Err(self.wrong_state("request changes of"));
        };
        let remarks = Some(remarks);
        Ok((
            self.enter(State::Draft { remarks }, now),
            Event::ChangesRequested,
        ))
    }

    /// Finds a challenge in review in order and hands it to the head of the
    /// authority.
    ///
    /// # Errors
    /// [`TransitionError::WrongState`].
    pub fn accept_review(self, now: OffsetDateTime) -> Transition {
        let State::InReview = self.state else {
            return Err(self.wrong_state("accept"));
        };
        Ok((
            self.enter(State::PendingApproval, now),
            Event::ReviewAccepted,
        ))
    }

    /// Hands a draft without defects to the head of the authority.
    ///
    /// # Errors
    /// [`TransitionError::WrongState`], [`TransitionError::HasDefects`].
    pub fn request_approval(self, now: OffsetDateTime) -> Transition {
        self.check_submittable("request approval of", now)?;
        Ok((
            self.enter(State::PendingApproval, now),
            Event::ApprovalRequested,
        ))
    }

    /// Approves the draft for publication (art. 52 of the procurement law of
    /// 2019).
    ///
    /// # Errors
    /// [`TransitionError::WrongState`].
    pub fn approve(self, now: OffsetDateTime) -> Transition {
        let State::PendingApproval = self.state else {
            return Err(self.wrong_state("approve"));
        };
        let approved = State::Approved { publish_at: None };
        Ok((self.enter(approved, now), Event::Approved))
    }

    /// Gives it back to its editors. One in review can be given back too, else
    /// it would wait for ever where no operator answers; and an approved one,
    /// else one whose dates have passed before it was published would be stuck.
    ///
    /// # Errors
    /// [`TransitionError::WrongState`].
    pub fn send_back(self, remarks: String, now: OffsetDateTime) -> Transition {
        let (State::InReview | State::PendingApproval | State::Approved { .. }) = self.state else {
            return Err(self.wrong_state("return"));
        };
        let remarks = Some(remarks);
        Ok((self.enter(State::Draft { remarks }, now), Event::Returned))
    }

    fn check_submittable(
        &self,
        command: &'static str,
        now: OffsetDateTime,
    ) -> Result<(), TransitionError> {
        let State::Draft { .. } = self.state else {
            return Err(self.wrong_state(command));
        };
        let defects = defects(&self.content, now);
        if defects.is_empty() {
            Ok(())
        } else {
            Err(TransitionError::HasDefects(defects))
        }
    }
}
