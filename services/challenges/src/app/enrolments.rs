//! Enrolments: who takes part in a programme.
//!
//! The programme is locked first, and the clock asked after that: so whoever
//! waited for the lock beyond the deadline is late, nobody's place is given
//! twice, and the events of the aggregate keep their order.

pub mod advance;
pub mod carry;
pub mod end;
pub mod enrol;
pub mod erase;
pub mod list;

use linia_chassis::{
    auth::Caller,
    database::WriteTx,
    id::{EntrantName, ProgrammeId},
    problem::Problem,
};
use time::OffsetDateTime;

use super::{AppError, Context, programmes::ProgrammeTarget};
use crate::{
    domain::{
        enrolment::{Door, Enrolment},
        programme::Programme,
    },
    events::published::programme::append_seated_in_tx,
    store,
};

/// Whose part in which programme.
#[derive(Debug, Clone, Copy)]
pub struct Participant {
    /// The programme.
    pub programme: ProgrammeId,
    /// Who.
    pub entrant: EntrantName,
}

impl Participant {
    const fn ids(self) -> (ProgrammeId, EntrantName) {
        (self.programme, self.entrant)
    }

    /// Refuses whoever does not speak for them.
    fn require_spoken_for_by(self, caller: &Caller) -> Result<(), Problem> {
        if caller.speaks_for(&self.entrant) {
            return Ok(());
        }
        let message = "the caller does not speak for the entrant";
        Err(Problem::denied("NOT_PERMITTED", message))
    }

    /// Their enrolment in the programme, which is locked and must run, and the
    /// time now.
    async fn find_in_tx(
        self,
        tx: &mut WriteTx,
        programme: &Programme,
        command: &'static str,
    ) -> Result<(Enrolment, OffsetDateTime), AppError> {
        programme.check_runs(command)?;
        let now = store::clock::now(tx.conn()).await?;
        let found = store::enrolment::find(tx.conn(), programme.id, &self.entrant).await?;
        let found = found.ok_or_else(|| AppError::NotFound(self.entrant.to_string()))?;
        Ok((found, now))
    }
}

impl Context {
    /// Locks a programme for a command on who takes part in it. Its etag is not
    /// asked for: that changes with what is written.
    async fn lock_roll(
        &self,
        tx: &mut WriteTx,
        caller: &Caller,
        action: &str,
        programme: ProgrammeId,
    ) -> Result<Programme, AppError> {
        let target = ProgrammeTarget::any(programme);
        let stored = self
            .lock_programme_for(tx.conn(), caller, action, &target)
            .await?;
        Ok(stored.programme)
    }
}

/// What whoever comes now finds at the door.
async fn door_in_tx(
    tx: &mut WriteTx,
    programme: &Programme,
    now: OffsetDateTime,
) -> Result<Door, AppError> {
    let taken = store::enrolment::count_taken(tx.conn(), programme.id).await?;
    Ok(Door {
        room: programme.room(taken),
        arrival: store::enrolment::next_arrival(tx.conn(), programme.id).await?,
        now,
    })
}

/// Gives the places that are free to those who have waited longest, and tells
/// them.
async fn fill_places_in_tx(
    tx: &mut WriteTx,
    programme: &Programme,
    now: OffsetDateTime,
) -> Result<(), AppError> {
    loop {
        let taken = store::enrolment::count_taken(tx.conn(), programme.id).await?;
        if !programme.has_place(taken) {
            return Ok(());
        }
        let first = store::enrolment::find_first_waiting(tx.conn(), programme.id).await?;
        let Some(seated) = first.and_then(|it| it.take_place(now)) else {
            return Ok(());
        };
        store::enrolment::update_state(tx.conn(), &seated).await?;
        append_seated_in_tx(tx, programme, &seated).await?;
    }
}
