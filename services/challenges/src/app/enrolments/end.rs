//! Lets participants leave, and removes them. What they leave goes to whoever
//! has waited longest, in the same transaction.

use linia_chassis::{auth::Caller, database::WriteTx};
use time::OffsetDateTime;

use super::{Participant, fill_places_in_tx};
use crate::{
    app::{AppError, Context, programmes::ProgrammeTarget},
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
        let target = ProgrammeTarget::any(participant.programme);
        let stored = self
            .lock_programme_for(tx.conn(), caller, "leave_programme", &target)
            .await?;
        participant.require_spoken_for_by(caller)?;
        let programme = stored.programme;
        programme.check_runs("leave")?;
        let now = store::clock::now(tx.conn()).await?;
        let found = participant.find_in_tx(&mut tx).await?;
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
        let target = ProgrammeTarget::any(participant.programme);
        let stored = self
            .lock_programme_for(tx.conn(), caller, "remove_enrolment", &target)
            .await?;
        let programme = stored.programme;
        programme.check_runs("remove anybody from")?;
        let now = store::clock::now(tx.conn()).await?;
        let found = participant.find_in_tx(&mut tx).await?;
        let Some(gone) = found.clone().remove(reason, now)? else {
            return Ok(found);
        };
        go_in_tx(&mut tx, &programme, &gone, now).await?;
        tx.commit().await?;
        Ok(gone)
    }
}

async fn go_in_tx(
    tx: &mut WriteTx,
    programme: &Programme,
    gone: &Enrolment,
    now: OffsetDateTime,
) -> Result<(), AppError> {
    store::enrolment::update_state(tx.conn(), gone).await?;
    append_gone_in_tx(tx, programme, gone).await?;
    fill_places_in_tx(tx, programme, now).await
}
