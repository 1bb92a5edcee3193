//! Commands on a draft.

use linia_chassis::id::{ChallengeId, OrganizationId};
use time::OffsetDateTime;

use super::{
    challenge::Challenge, content::Content, error::TransitionError, event::Event, state::State,
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
            appeals: Vec::new(),
            extensions: Vec::new(),
            runner_up_calls: Vec::new(),
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
            State::InReview
            | State::PendingApproval
            | State::Approved { .. }
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
}
