//! A programme: what an organization carries through with many participants,
//! phase by phase. Who takes part is in [`enrolment`](super::enrolment).

pub mod content;
pub mod error;
pub mod patch;
pub mod state;

use linia_chassis::id::{OrganizationId, ProgrammeId};
use time::OffsetDateTime;

use self::{
    content::ProgrammeContent,
    error::ProgrammeError,
    state::{ProgrammeState, ProgrammeStateKind},
};
use super::{
    defects::programme::defects,
    finding::{Finding, Findings},
};

/// A programme. Commands take it and return what it becomes, or why not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Programme {
    /// Its id.
    pub id: ProgrammeId,
    /// Who holds it.
    pub organization: OrganizationId,
    /// What is written; frozen once it is published.
    pub content: ProgrammeContent,
    /// Where it stands.
    pub state: ProgrammeState,
    /// When it was started.
    pub create_time: OffsetDateTime,
    /// When it last changed.
    pub update_time: OffsetDateTime,
}

/// How many have a place, and how many wait for one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Taken {
    /// Who have a place, in whatever phase.
    pub places: i64,
    /// Who wait.
    pub waiting: i64,
}

/// What is left for whoever comes now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Room {
    /// A place.
    Place,
    /// To wait for one.
    WaitingList,
    /// Nothing: the waiting list is full, too.
    Nothing,
}

impl Programme {
    /// Starts a draft. It may have any number of defects.
    #[must_use]
    pub const fn draft(
        id: ProgrammeId,
        organization: OrganizationId,
        content: ProgrammeContent,
        now: OffsetDateTime,
    ) -> Self {
        Self {
            id,
            organization,
            content,
            state: ProgrammeState::Draft,
            create_time: now,
            update_time: now,
        }
    }

    /// Rewrites a draft.
    ///
    /// # Errors
    /// [`ProgrammeError::WrongState`].
    pub fn revise(
        self,
        content: ProgrammeContent,
        now: OffsetDateTime,
    ) -> Result<Self, ProgrammeError> {
        self.require(ProgrammeStateKind::Draft, "change")?;
        Ok(Self {
            content,
            update_time: now,
            ..self
        })
    }

    /// Publishes a draft. `unknown` are those of the organizations that it
    /// names of which it is not known that they were verified.
    ///
    /// # Errors
    /// [`ProgrammeError::WrongState`], [`ProgrammeError::HasDefects`].
    pub fn publish(
        self,
        unknown: &[OrganizationId],
        now: OffsetDateTime,
    ) -> Result<Self, ProgrammeError> {
        self.require(ProgrammeStateKind::Draft, "publish")?;
        let mut found = defects(&self.content, now);
        found.extend(self.content.strangers(unknown));
        if !found.is_empty() {
            return Err(ProgrammeError::HasDefects(found));
        }
        Ok(Self {
            state: ProgrammeState::Published { publish_time: now },
            update_time: now,
            ..self
        })
    }

    /// Ends a published programme.
    ///
    /// # Errors
    /// [`ProgrammeError::WrongState`].
    pub fn end(self, reason: String, now: OffsetDateTime) -> Result<Self, ProgrammeError> {
        let ProgrammeState::Published { publish_time } = self.state else {
            return Err(self.wrong_state("end"));
        };
        let state = ProgrammeState::Ended {
            publish_time,
            end_time: now,
            reason,
        };
        Ok(Self {
            state,
            update_time: now,
            ..self
        })
    }

    /// Refuses to enrol anybody unless the enrolment is open.
    ///
    /// # Errors
    /// [`ProgrammeError::WrongState`], [`ProgrammeError::EnrolmentNotOpen`],
    /// [`ProgrammeError::EnrolmentClosed`].
    pub fn check_enrolment_open(&self, now: OffsetDateTime) -> Result<(), ProgrammeError> {
        self.check_runs("enrol in")?;
        let rules = &self.content.enrolment;
        match (rules.open_time, rules.close_time) {
            (Some(open_time), _) if now < open_time => {
                Err(ProgrammeError::EnrolmentNotOpen { open_time })
            }
            (_, Some(close_time)) if close_time <= now => {
                Err(ProgrammeError::EnrolmentClosed { close_time })
            }
            _ => Ok(()),
        }
    }

    /// Refuses a command on its participants unless it runs.
    ///
    /// # Errors
    /// [`ProgrammeError::WrongState`].
    pub fn check_runs(&self, command: &'static str) -> Result<(), ProgrammeError> {
        self.require(ProgrammeStateKind::Published, command)
    }

    /// What is left for whoever comes now. Nobody overtakes those who wait.
    #[must_use]
    pub fn room(&self, taken: Taken) -> Room {
        let rules = &self.content.enrolment;
        if taken.waiting == 0 && self.has_place(taken) {
            Room::Place
        } else if taken.waiting < i64::from(rules.waiting_capacity) {
            Room::WaitingList
        } else {
            Room::Nothing
        }
    }

    /// Whether a place is free.
    #[must_use]
    pub fn has_place(&self, taken: Taken) -> bool {
        taken.places < i64::from(self.content.enrolment.capacity)
    }

    /// Whether anyone may know of it.
    #[must_use]
    pub fn is_public(&self) -> bool {
        self.state.kind() != ProgrammeStateKind::Draft
    }

    fn require(
        &self,
        state: ProgrammeStateKind,
        command: &'static str,
    ) -> Result<(), ProgrammeError> {
        if self.state.kind() == state {
            Ok(())
        } else {
            Err(self.wrong_state(command))
        }
    }

    const fn wrong_state(&self, command: &'static str) -> ProgrammeError {
        ProgrammeError::WrongState {
            command,
            state: self.state.kind(),
        }
    }
}

impl ProgrammeContent {
    /// The fields that name organizations of which nothing is known.
    fn strangers(&self, unknown: &[OrganizationId]) -> Vec<Finding> {
        let operators = self.operators.iter().enumerate();
        let operators = operators.map(|(i, operator)| (format!("operators[{i}]"), *operator));
        let patron = self.patron.map(|patron| ("patron".to_owned(), patron));
        let mut found = Findings::default();
        for (field, organization) in operators.chain(patron) {
            found.check(
                !unknown.contains(&organization),
                field,
                "ORGANIZATION_NOT_VERIFIED",
                "must be a verified organization that is known here",
            );
        }
        found.into_vec()
    }
}

#[cfg(test)]
mod tests;
