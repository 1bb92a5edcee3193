//! Fills in who the laureates are.

use linia_chassis::{
    database::WriteTx,
    id::{EntrantName, StageId, WorkId},
};

use super::{
    AppError,
    change::{lock_of_stage_in_tx, save_in_tx},
};
use crate::{domain::act::Actor, store};

/// Fills in who is behind the winning works of a last stage. Of another stage
/// nothing is kept: who advances is no result.
///
/// # Errors
/// [`AppError`].
pub async fn reveal_laureates_in_tx(
    tx: &mut WriteTx,
    stage: StageId,
    revealed: &[(WorkId, EntrantName)],
) -> Result<(), AppError> {
    let before = lock_of_stage_in_tx(tx, stage).await?;
    let id = before.challenge.id;
    if !before
        .challenge
        .find_stage(stage)
        .is_some_and(|view| view.last)
    {
        return Ok(());
    }
    let now = tx.now();
    let (changed, event) = before.challenge.clone().reveal_laureates(revealed, now)?;
    for (work, entrant) in revealed {
        store::laureate::reveal(tx.conn(), id, *work, *entrant).await?;
    }
    save_in_tx(tx, &before, changed, &event, Actor::Submissions).await?;
    Ok(())
}
