//! Commands from the first line to publication.

use linia_chassis::id::{ChallengeId, OrganizationId};
use time::OffsetDateTime;

use super::{
    challenge::{Challenge, Transition},
    content::Content,
    defects::defects,
    error::TransitionError,
    event::Event,
    state::{Publication, PublishedStage, State},
};

impl Challenge {
    /// Starts a draft. It may have any number of defects.
    #[must_use]
    pub fn draft(
        id: ChallengeId,
        authority: OrganizationId,
        content: Content,
        now: OffsetDateTime,
    ) -> (Self, Event) {
        let challenge = Self {
            id,
            authority,
            content,
            state: State::Draft { remarks: None },
            create_time: now,
            update_time: now,
        };
        (challenge, Event::Drafted)
    }

    /// Rewrites a draft.
    ///
    /// # Errors
    /// [`TransitionError::NotDraft`].
    pub fn revise(self, content: Content, now: OffsetDateTime) -> Result<Self, TransitionError> {
        match self.state {
            State::Draft { .. } => Ok(Self {
                content,
                update_time: now,
                ..self
            }),
            State::PendingApproval
            | State::Approved
            | State::Published(_)
            | State::Judged { .. }
            | State::ResultApproved { .. }
            | State::ResultAnnulled { .. }
            | State::Awarded { .. }
            | State::Cancelled { .. } => Err(TransitionError::NotDraft {
                state: self.state.kind(),
            }),
        }
    }

    /// Hands a draft without defects to the head of the authority.
    ///
    /// # Errors
    /// [`TransitionError::WrongState`], [`TransitionError::HasDefects`].
    pub fn request_approval(self, now: OffsetDateTime) -> Transition {
        let State::Draft { .. } = self.state else {
            return Err(self.wrong_state("request approval of"));
        };
        let defects = defects(&self.content, now);
        if !defects.is_empty() {
            return Err(TransitionError::HasDefects(defects));
        }
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
        Ok((self.enter(State::Approved, now), Event::Approved))
    }

    /// Gives it back to its editors. An approved challenge can be given back
    /// too: else one whose dates have passed before it was published would be
    /// stuck.
    ///
    /// # Errors
    /// [`TransitionError::WrongState`].
    pub fn send_back(self, remarks: String, now: OffsetDateTime) -> Transition {
        let (State::PendingApproval | State::Approved) = self.state else {
            return Err(self.wrong_state("return"));
        };
        let remarks = Some(remarks);
        Ok((self.enter(State::Draft { remarks }, now), Event::Returned))
    }

    /// Tells whether [`publish`](Self::publish) would succeed: asked before the
    /// keys are made, which takes time and another service.
    ///
    /// # Errors
    /// [`TransitionError::WrongState`], [`TransitionError::StageDatePassed`],
    /// [`TransitionError::HasDefects`].
    pub fn check_publishable(&self, now: OffsetDateTime) -> Result<(), TransitionError> {
        let State::Approved = self.state else {
            return Err(self.wrong_state("publish"));
        };
        for (i, stage) in self.content.stages.iter().enumerate() {
            let times = [
                ("open_time", stage.open_time),
                ("close_time", stage.close_time),
            ];
            for (name, time) in times {
                if time.is_some_and(|time| time <= now) {
                    let field = format!("stages[{i}].{name}");
                    return Err(TransitionError::StageDatePassed { field });
                }
            }
        }
        // It had none when approval was requested; the rules may have become
        // stricter since.
        let defects = defects(&self.content, now);
        if defects.is_empty() {
            Ok(())
        } else {
            Err(TransitionError::HasDefects(defects))
        }
    }

    /// Publishes an approved challenge with the identities and keys of its
    /// stages, one for each stage that is written, in the same order.
    ///
    /// # Errors
    /// As [`check_publishable`](Self::check_publishable).
    ///
    /// # Panics
    /// If there are more or fewer of them than stages: a mistake in the
    /// program.
    pub fn publish(self, stages: Vec<PublishedStage>, now: OffsetDateTime) -> Transition {
        self.check_publishable(now)?;
        assert_eq!(
            stages.len(),
            self.content.stages.len(),
            "every stage gets its keys"
        );
        let publication = Publication {
            publish_time: now,
            stages,
        };
        Ok((
            self.enter(State::Published(publication), now),
            Event::Published,
        ))
    }
}
