//! The aggregate: a public body's need and the contest that answers it.

use linia_chassis::id::{ChallengeId, OrganizationId, StageId};
use time::OffsetDateTime;

use super::{
    appeal::Appeal,
    content::{Content, StageContent},
    error::TransitionError,
    event::Event,
    extension::IndividualExtension,
    runner_up::RunnerUpCall,
    running::LAST_WORD,
    state::{PublishedStage, State},
};

/// A challenge. Commands take it and return what it becomes, with what
/// happened, or why not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Challenge {
    /// Its id.
    pub id: ChallengeId,
    /// Whose need it is.
    pub authority: OrganizationId,
    /// What is written.
    pub content: Content,
    /// Where it stands.
    pub state: State,
    /// Appeals against its result, oldest first.
    pub appeals: Vec<Appeal>,
    /// More time for single entrants, in the order in which it was given.
    pub extensions: Vec<IndividualExtension>,
    /// Prizes that fell away after the award, in the order of the calls.
    pub runner_up_calls: Vec<RunnerUpCall>,
    /// When it was started.
    pub create_time: OffsetDateTime,
    /// When it last changed.
    pub update_time: OffsetDateTime,
}

/// What a command gives.
pub type Transition = Result<(Challenge, Event), TransitionError>;

/// A published stage: what is written of it and its identity.
#[derive(Debug, Clone, Copy)]
pub struct StageView<'a> {
    /// Position from 0.
    pub index: usize,
    /// What is written.
    pub content: &'a StageContent,
    /// Identity and keys.
    pub published: &'a PublishedStage,
    /// Works are taken before this moment.
    pub close_time: OffsetDateTime,
    /// Whether prizes are won in it.
    pub last: bool,
    /// Whether the stage before it is not judged yet. Until then nobody may
    /// enter it, it does not close, and its closing time may be put off even if
    /// it has passed.
    pub waits: bool,
}

impl StageView<'_> {
    /// Its place in the challenge, from 1.
    #[must_use]
    pub fn ordinal(&self) -> i32 {
        i32::try_from(self.index + 1).expect("there are few stages")
    }

    /// From when on no closing time of it changes any more: [`LAST_WORD`] before
    /// it closes for all. `None` while it waits.
    #[must_use]
    pub fn settle_time(&self) -> Option<OffsetDateTime> {
        (!self.waits).then(|| self.close_time - LAST_WORD)
    }

    /// Whether what is told of its closing times at `now` is the last word.
    #[must_use]
    pub fn is_settled(&self, now: OffsetDateTime) -> bool {
        self.settle_time().is_some_and(|time| time <= now)
    }

    /// Refuses to move a closing time that has been told as the last one.
    ///
    /// # Errors
    /// [`TransitionError::StageClosed`], [`TransitionError::StageClosesSoon`].
    pub(super) fn require_movable(&self, now: OffsetDateTime) -> Result<(), TransitionError> {
        let close_time = self.close_time;
        if !self.is_settled(now) {
            return Ok(());
        }
        Err(if close_time <= now {
            TransitionError::StageClosed { close_time }
        } else {
            TransitionError::StageClosesSoon { close_time }
        })
    }
}

impl Challenge {
    /// Whether anyone may know of it.
    #[must_use]
    pub const fn is_public(&self) -> bool {
        self.state.publication().is_some()
    }

    /// Whether it is on its way to publication: out of its editors' hands, and
    /// seen by the operators.
    #[must_use]
    pub const fn is_submitted(&self) -> bool {
        matches!(
            self.state,
            State::InReview | State::PendingApproval | State::Approved { .. }
        )
    }

    /// Finds a published stage.
    #[must_use]
    pub fn find_stage(&self, stage: StageId) -> Option<StageView<'_>> {
        let stages = &self.state.publication()?.stages;
        let index = stages.iter().position(|s| s.id == stage)?;
        let content = self.content.stages.get(index)?;
        let before = index.checked_sub(1).map(|before| &stages[before]);
        Some(StageView {
            index,
            content,
            published: &stages[index],
            close_time: content.close_time?,
            last: index + 1 == stages.len(),
            waits: before.is_some_and(|before| before.protocol_sha256.is_none()),
        })
    }

    /// The challenge in another state.
    pub(super) fn enter(self, state: State, now: OffsetDateTime) -> Self {
        Self {
            state,
            update_time: now,
            ..self
        }
    }

    /// The refusal of a command that this state does not know.
    pub(super) fn wrong_state(&self, command: &'static str) -> TransitionError {
        TransitionError::WrongState {
            command,
            state: self.state.kind(),
        }
    }
}
