//! Fills in who steps in for a prize that fell away.

use linia_chassis::{
    database::WriteTx,
    id::{StageId, WorkId},
};

use super::{AppError, change::save_in_tx};
use crate::{domain::state::Laureate, store};

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
    let unknown = || AppError::NotFound(stage.to_string());
    let id = store::stage::find_challenge(tx.conn(), stage)
        .await?
        .ok_or_else(unknown)?;
    let before = store::challenge::lock(tx.conn(), id)
        .await?
        .ok_or_else(unknown)?;
    let now = tx.now();
    let challenge = before.challenge.clone();
    let (changed, event) = challenge.reveal_runner_up(work, runners_up, now)?;
    if let Some(call) = changed.find_runner_up_call(work) {
        store::runner_up::reveal(tx.conn(), id, work, now).await?;
        store::runner_up::insert_all(tx.conn(), id, work, call.runners_up()).await?;
    }
    save_in_tx(tx, &before, changed, &event).await?;
    Ok(())
}
