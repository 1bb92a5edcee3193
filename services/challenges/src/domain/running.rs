//! Commands while the contest runs, and its early end.

use linia_chassis::id::StageId;
use time::{Duration, OffsetDateTime};

use super::{
    challenge::{Challenge, Transition},
    error::TransitionError,
    event::Event,
    state::{Laureate, Proposal, Sha256, State},
};

/// From so long before its closing on a stage's closing times stay as they are.
/// So what is told of them from then on is the last word, and whoever refuses
/// latecomers by it can know it before anybody is late.
pub const LAST_WORD: Duration = Duration::seconds(10);

/// How long before its closing an extension is begun at the latest. It is
/// announced to identity before it is decided: a call that ends within 5 s, and
/// the change itself waits at most 15 s for its lock. With less time left, it
/// could be too late for it by then ([`LAST_WORD`]), and identity would keep its
/// key share until a time that nobody published.
pub const EXTENSION_NOTICE: Duration = Duration::seconds(30);

impl Challenge {
    /// Refuses what would be decided too close to a stage's closing to be
    /// announced before it. One that waits does not close.
    ///
    /// # Errors
    /// [`TransitionError::StageUnknown`], [`TransitionError::StageClosesSoon`].
    pub fn require_extension_notice(
        &self,
        stage: StageId,
        now: OffsetDateTime,
    ) -> Result<(), TransitionError> {
        let found = self.find_stage(stage);
        let view = found.ok_or(TransitionError::StageUnknown(stage))?;
        let close_time = view.close_time;
        if !view.waits && close_time - now < EXTENSION_NOTICE {
            return Err(TransitionError::StageClosesSoon { close_time });
        }
        Ok(())
    }

    /// Moves a stage's closing time to a later one, for everybody. Nothing else
    /// of it changes, and no other stage moves; so it must still close before
    /// its successor does. A stage that [waits](super::challenge::StageView::waits)
    /// is put off even if its time has passed.
    ///
    /// # Errors
    /// [`TransitionError::WrongState`], [`TransitionError::StageUnknown`],
    /// [`TransitionError::StageClosed`], [`TransitionError::StageClosesSoon`],
    /// [`TransitionError::CloseTimeNotLater`], [`TransitionError::NextStageCloses`].
    pub fn extend_stage(
        mut self,
        stage: StageId,
        close_time: OffsetDateTime,
        reason: String,
        now: OffsetDateTime,
    ) -> Transition {
        let State::Published(_) = self.state else {
            return Err(self.wrong_state("extend a stage of"));
        };
        let view = self
            .find_stage(stage)
            .ok_or(TransitionError::StageUnknown(stage))?;
        let (index, previous_close_time) = (view.index, view.close_time);
        view.require_movable(now)?;
        let passed = previous_close_time.max(now);
        if close_time <= passed {
            return Err(TransitionError::CloseTimeNotLater { close_time: passed });
        }
        let next = self.content.stages.get(index + 1);
        if let Some(next_close_time) = next.and_then(|next| next.close_time)
            && close_time >= next_close_time
        {
            return Err(TransitionError::NextStageCloses { next_close_time });
        }
        self.content.stages[index].close_time = Some(close_time);
        self.update_time = now;
        let event = Event::StageExtended {
            stage,
            close_time,
            previous_close_time,
            reason,
        };
        Ok((self, event))
    }

    /// Ends it before the jury's result is known; afterwards it is annulled.
    ///
    /// # Errors
    /// [`TransitionError::WrongState`].
    pub fn cancel(self, reason: String, now: OffsetDateTime) -> Transition {
        let publication = match &self.state {
            State::Draft { .. }
            | State::InReview
            | State::PendingApproval
            | State::Approved { .. } => None,
            State::Published(publication) => Some(publication.clone()),
            State::Judged { .. }
            | State::ResultApproved { .. }
            | State::ResultAnnulled { .. }
            | State::Awarded { .. }
            | State::Cancelled { .. } => return Err(self.wrong_state("cancel")),
        };
        let state = State::Cancelled {
            publication,
            reason,
        };
        Ok((self.enter(state, now), Event::Cancelled))
    }

    /// Notes the jury's protocol of a stage. With the last one the result is
    /// proposed: the works of `selected` in order of rank.
    ///
    /// # Errors
    /// [`TransitionError::WrongState`], [`TransitionError::StageUnknown`],
    /// [`TransitionError::ProtocolDiffers`].
    pub fn receive_protocol(
        mut self,
        stage: StageId,
        protocol_sha256: Sha256,
        mut selected: Vec<Laureate>,
        now: OffsetDateTime,
    ) -> Result<(Self, Option<Event>), TransitionError> {
        let State::Published(publication) = &mut self.state else {
            return Err(self.wrong_state("receive a result of"));
        };
        let count = publication.stages.len();
        let position = publication.stages.iter().position(|s| s.id == stage);
        let index = position.ok_or(TransitionError::StageUnknown(stage))?;
        let noted = &mut publication.stages[index].protocol_sha256;
        if noted.is_some_and(|noted| noted != protocol_sha256) {
            return Err(TransitionError::ProtocolDiffers(stage));
        }
        *noted = Some(protocol_sha256);
        let publication = publication.clone();
        if index + 1 < count {
            self.update_time = now;
            return Ok((self, None));
        }
        selected.sort_by_key(|laureate| (laureate.rank, laureate.work));
        let proposal = Proposal {
            laureates: selected,
            protocol_sha256,
            propose_time: now,
        };
        let state = State::Judged {
            publication,
            proposal,
        };
        Ok((self.enter(state, now), Some(Event::ResultReceived)))
    }
}
