//! Lets participants go on to the next phase.

use linia_chassis::auth::Caller;

use super::Participant;
use crate::{
    app::{AppError, Context},
    domain::enrolment::Enrolment,
    events::published::programme::append_advanced_in_tx,
    store,
};

impl Context {
    /// Lets a participant go on to the phase `to`.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn advance_enrolment(
        &self,
        caller: &Caller,
        participant: Participant,
        to: i32,
    ) -> Result<Enrolment, AppError> {
        let mut tx = self.database.begin_write().await?;
        let programme = self
            .lock_roll(&mut tx, caller, "advance_enrolment", participant.programme)
            .await?;
        let (found, now) = participant
            .find_in_tx(&mut tx, &programme, "advance in")
            .await?;
        let taken = store::enrolment::count_in_phase(tx.conn(), programme.id, to).await?;
        let advanced = found.clone().advance(&programme.content, to, taken, now)?;
        let Some(advanced) = advanced else {
            return Ok(found);
        };
        store::enrolment::update_state(tx.conn(), &advanced).await?;
        append_advanced_in_tx(&mut tx, &programme, &advanced).await?;
        tx.commit().await?;
        Ok(advanced)
    }
}
