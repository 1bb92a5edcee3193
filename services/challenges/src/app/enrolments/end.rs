//! Lets participants leave, and removes them. What they leave goes to whoever
//! has waited longest, in the same transaction.

use linia_chassis::{auth::Caller, database::WriteTx};
use time::OffsetDateTime;

use super::{Participant, fill_places_in_tx};
use crate::{
    app::{AppError, Context},
    domain::{enrolment::Enrolment, programme::Programme},
    events::published::programme::append_gone_in_tx,
    store,
};

impl Context {
    /// Leaves a programme.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn leave_programme(
        &self,
        caller: &Caller,
        participant: Participant,
    ) -> Result<Enrolment, AppError> {
        let mut tx = self.database.begin_write().await?;
        let programme = self
            .lock_roll(&mut tx, caller, "leave_programme", participant.programme)
            .await?;
        participant.require_spoken_for_by(caller)?;
        let (found, now) = participant.find_in_tx(&mut tx, &programme, "leave").await?;
        let Some(gone) = found.clone().leave(&programme.content, now)? else {
            return Ok(found);
        };
        go_in_tx(&mut tx, &programme, &gone, now).await?;
        tx.commit().await?;
        Ok(gone)
    }

    /// Removes somebody from a programme.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn remove_enrolment(
        &self,
        caller: &Caller,
        participant: Participant,
        reason: String,
    ) -> Result<Enrolment, AppError> {
        let mut tx = self.database.begin_write().await?;
        let programme = self
            .lock_roll(&mut tx, caller, "remove_enrolment", participant.programme)
            .await?;
        let (found, now) = participant
            .find_in_tx(&mut tx, &programme, "remove anybody from")
            .await?;
        let Some(gone) = found.clone().remove(reason, now)? else {
            return Ok(found);
        };
        go_in_tx(&mut tx, &programme, &gone, now).await?;
        tx.commit().await?;
        Ok(gone)
    }
}

/// Saves that somebody has gone, tells it, and gives their place away.
pub(super) async fn go_in_tx(
    tx: &mut WriteTx,
    programme: &Programme,
    gone: &Enrolment,
    now: OffsetDateTime,
) -> Result<(), AppError> {
    store::enrolment::update_state(tx.conn(), gone).await?;
    append_gone_in_tx(tx, programme, gone).await?;
    fill_places_in_tx(tx, programme, now).await
}
