//! Fills in who steps in for a prize that fell away.

use linia_chassis::{
    database::WriteTx,
    id::{StageId, WorkId},
};

use super::{
    AppError,
    change::{lock_of_stage_in_tx, save_in_tx},
};
use crate::{
    domain::{act::Actor, state::Laureate},
    store,
};

/// Fills in who steps in for the prize of a work; nobody if none is left.
///
/// # Errors
/// [`AppError`].
pub async fn reveal_runner_up_in_tx(
    tx: &mut WriteTx,
    stage: StageId,
    work: WorkId,
    runners_up: Vec<Laureate>,
) -> Result<(), AppError> {
    let before = lock_of_stage_in_tx(tx, stage).await?;
    let id = before.challenge.id;
    let now = tx.now();
    let challenge = before.challenge.clone();
    let (changed, event) = challenge.reveal_runner_up(work, runners_up, now)?;
    if let Some(call) = changed.find_runner_up_call(work) {
        store::runner_up::reveal(tx.conn(), id, work, now).await?;
        store::runner_up::insert_all(tx.conn(), id, work, call.runners_up()).await?;
    }
    save_in_tx(tx, &before, changed, &event, Actor::Submissions).await?;
    Ok(())
}
