//! Somebody's part in a programme: from the door through its phases, or until
//! they leave or are removed.

mod state;

use linia_chassis::id::{EntrantName, ProgrammeId};
use time::OffsetDateTime;

pub use state::{EnrolmentState, EnrolmentStateKind};

use super::{
    admission::Carried,
    programme::{Room, content::ProgrammeContent, error::ProgrammeError},
};

/// The phase in which everybody begins.
const FIRST_PHASE: i32 = 1;

/// Somebody's part in a programme. Commands take it and return what it becomes,
/// nothing if that is what it is already, or why not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolment {
    /// In which.
    pub programme: ProgrammeId,
    /// Whose.
    pub entrant: EntrantName,
    /// Where it stands.
    pub state: EnrolmentState,
    /// Who has the lowest number has waited longest; unique within the
    /// programme.
    pub arrival: i64,
    /// When they came first.
    pub create_time: OffsetDateTime,
    /// When it last changed.
    pub update_time: OffsetDateTime,
    /// Where they were carried from, if they were.
    pub carried: Option<Carried>,
}

/// What whoever comes finds at the door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Door {
    /// What is left.
    pub room: Room,
    /// The number that the next who comes gets.
    pub arrival: i64,
    /// When they come.
    pub now: OffsetDateTime,
}

/// Whoever enrols.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arrival {
    /// Is in already, or waits.
    Known(Enrolment),
    /// Came now.
    New(Enrolment),
}

type Ids = (ProgrammeId, EntrantName);
type Change = Result<Option<Enrolment>, ProgrammeError>;

impl Enrolment {
    /// Enrols, again if they have left. Whoever finds no place waits.
    ///
    /// # Errors
    /// [`ProgrammeError::Full`], [`ProgrammeError::EnrolmentState`].
    pub fn enrol(found: Option<Self>, ids: Ids, door: Door) -> Result<Arrival, ProgrammeError> {
        let before = match found {
            None => None,
            Some(found) => match found.state {
                EnrolmentState::Enrolled { .. } | EnrolmentState::Waiting => {
                    return Ok(Arrival::Known(found));
                }
                EnrolmentState::Left => Some(found),
                EnrolmentState::Removed { .. } => return Err(found.refuse("enrol")),
            },
        };
        let state = match door.room {
            Room::Place => EnrolmentState::Enrolled { phase: FIRST_PHASE },
            Room::WaitingList => EnrolmentState::Waiting,
            Room::Nothing => return Err(ProgrammeError::Full),
        };
        let enrolment = Self::arriving(ids, state, door);
        Ok(Arrival::New(match before {
            None => enrolment,
            Some(before) => Self {
                create_time: before.create_time,
                carried: before.carried,
                ..enrolment
            },
        }))
    }

    /// Lets a winner in, who waits if no place is free, however many do.
    /// Nothing if they came before: whoever is in stays, whoever left has
    /// decided it, whoever was removed is not brought back.
    #[must_use]
    pub fn carry(found: Option<&Self>, ids: Ids, carried: Carried, door: Door) -> Option<Self> {
        if found.is_some() {
            return None;
        }
        let state = match door.room {
            Room::Place => EnrolmentState::Enrolled { phase: FIRST_PHASE },
            Room::WaitingList | Room::Nothing => EnrolmentState::Waiting,
        };
        Some(Self {
            carried: Some(carried),
            ..Self::arriving(ids, state, door)
        })
    }

    /// Gives a place that has become free to somebody who waits; nothing to
    /// others.
    #[must_use]
    pub fn take_place(self, now: OffsetDateTime) -> Option<Self> {
        let state = EnrolmentState::Enrolled { phase: FIRST_PHASE };
        (self.state == EnrolmentState::Waiting).then(|| self.enter(state, now))
    }

    /// Leaves, where the phase lets one.
    ///
    /// # Errors
    /// [`ProgrammeError::PhaseKeeps`], [`ProgrammeError::EnrolmentState`].
    pub fn leave(self, content: &ProgrammeContent, now: OffsetDateTime) -> Change {
        match self.state {
            EnrolmentState::Enrolled { phase }
                if content.phase(phase).is_none_or(|it| !it.may_leave) =>
            {
                Err(ProgrammeError::PhaseKeeps { phase })
            }
            EnrolmentState::Enrolled { .. } | EnrolmentState::Waiting => {
                Ok(Some(self.enter(EnrolmentState::Left, now)))
            }
            EnrolmentState::Left => Ok(None),
            EnrolmentState::Removed { .. } => Err(self.refuse("let leave")),
        }
    }

    /// Leaves because the person's data is erased, whatever the phase says;
    /// nothing for whoever has no part any more.
    #[must_use]
    pub fn erase(self, now: OffsetDateTime) -> Option<Self> {
        match self.state {
            EnrolmentState::Enrolled { .. } | EnrolmentState::Waiting => {
                Some(self.enter(EnrolmentState::Left, now))
            }
            EnrolmentState::Left | EnrolmentState::Removed { .. } => None,
        }
    }

    /// Removes.
    ///
    /// # Errors
    /// [`ProgrammeError::EnrolmentState`].
    pub fn remove(self, reason: String, now: OffsetDateTime) -> Change {
        match self.state {
            EnrolmentState::Enrolled { .. } | EnrolmentState::Waiting => {
                Ok(Some(self.enter(EnrolmentState::Removed { reason }, now)))
            }
            EnrolmentState::Left => Err(self.refuse("remove")),
            EnrolmentState::Removed { .. } => Ok(None),
        }
    }

    /// Goes on to the next phase, `to`, in which `taken` places are taken.
    ///
    /// # Errors
    /// [`ProgrammeError::PhaseNotNext`], [`ProgrammeError::PhaseFull`],
    /// [`ProgrammeError::EnrolmentState`].
    pub fn advance(
        self,
        content: &ProgrammeContent,
        to: i32,
        taken: i64,
        now: OffsetDateTime,
    ) -> Change {
        let EnrolmentState::Enrolled { phase } = self.state else {
            return Err(self.refuse("advance"));
        };
        if to == phase {
            return Ok(None);
        }
        match content.phase(to) {
            Some(next) if to == phase + 1 && next.has_place(taken) => Ok(Some(
                self.enter(EnrolmentState::Enrolled { phase: to }, now),
            )),
            Some(_) if to == phase + 1 => Err(ProgrammeError::PhaseFull { phase: to }),
            _ => Err(ProgrammeError::PhaseNotNext { phase }),
        }
    }

    const fn arriving((programme, entrant): Ids, state: EnrolmentState, door: Door) -> Self {
        Self {
            programme,
            entrant,
            state,
            arrival: door.arrival,
            create_time: door.now,
            update_time: door.now,
            carried: None,
        }
    }

    fn enter(self, state: EnrolmentState, now: OffsetDateTime) -> Self {
        Self {
            state,
            update_time: now,
            ..self
        }
    }

    const fn refuse(&self, command: &'static str) -> ProgrammeError {
        ProgrammeError::EnrolmentState {
            command,
            state: self.state.kind(),
        }
    }
}

#[cfg(test)]
mod roll_test;
#[cfg(test)]
mod tests;
