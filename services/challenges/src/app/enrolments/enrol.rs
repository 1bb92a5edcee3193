//! Takes somebody into a programme.

use linia_chassis::auth::Caller;

use super::{Participant, door_in_tx};
use crate::{
    app::{AppError, Context},
    domain::{
        enrolment::{Arrival, Enrolment},
        programme::{Programme, error::ProgrammeError},
    },
    events::published::programme::append_arrived_in_tx,
    store,
};

impl Context {
    /// Enrols. Whoever is in already is told so, also when it is too late for
    /// others: an answer may have been lost on its way.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn enrol(
        &self,
        caller: &Caller,
        participant: Participant,
    ) -> Result<Enrolment, AppError> {
        let mut tx = self.database.begin_write().await?;
        let programme = self
            .lock_roll(&mut tx, caller, "enrol", participant.programme)
            .await?;
        participant.require_spoken_for_by(caller)?;
        let (id, entrant) = participant.ids();
        let now = store::clock::now(tx.conn()).await?;
        let found = store::enrolment::find(tx.conn(), id, &entrant).await?;
        let door = door_in_tx(&mut tx, &programme, now).await?;
        let decided = Enrolment::enrol(found, participant.ids(), door);
        if let Ok(Arrival::Known(known)) = decided {
            return Ok(known);
        }
        programme.check_enrolment_open(now)?;
        check_eligible(&programme, caller, participant)?;
        let (Arrival::New(enrolment) | Arrival::Known(enrolment)) = decided?;
        if !store::enrolment::save_in_time(tx.conn(), &enrolment).await? {
            // It closed between the domain's decision and the statement.
            let close_time = programme.content.enrolment.close_time.unwrap_or(now);
            return Err(ProgrammeError::EnrolmentClosed { close_time }.into());
        }
        append_arrived_in_tx(&mut tx, &programme, &enrolment, None).await?;
        tx.commit().await?;
        Ok(enrolment)
    }
}

fn check_eligible(
    programme: &Programme,
    caller: &Caller,
    participant: Participant,
) -> Result<(), ProgrammeError> {
    let asked = &programme.content.eligibility;
    let unmet = asked.unmet(&participant.entrant, caller.standing());
    if unmet.is_empty() {
        Ok(())
    } else {
        Err(ProgrammeError::NotEligible(unmet))
    }
}
