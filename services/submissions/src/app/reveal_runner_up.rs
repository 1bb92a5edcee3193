//! Reveals who steps in for a prize that fell away: one more work of the stage,
//! or those that share its rank, and no other.

use linia_chassis::{database::WriteTx, id::WorkId};

use crate::{
    app::{
        Context,
        error::AppError,
        unmask_stage::{Unmasked, open_link},
    },
    domain::runner_up::{RunnerUpCall, step_in},
    events::published,
    store::{
        entries, laureates, lives,
        openings::{self, UnmaskingGround},
        runner_ups,
    },
};

/// A prize that fell away, and the link that tells who steps in.
pub struct Revealing {
    call: RunnerUpCall,
    unmasked: Unmasked,
}

/// Opens the link in memory; nothing if that was done before for this prize.
pub async fn prepare(ctx: &Context, work: WorkId) -> Result<Option<Revealing>, AppError> {
    let call = runner_ups::find_call(&mut *ctx.database.read().await?, work).await?;
    let call = call.ok_or(AppError::WorkNotFound(work))?;
    let ground = UnmaskingGround::RunnerUp(&call);
    let unmasked = open_link(ctx, call.stage, ground).await?;
    Ok(unmasked.map(|unmasked| Revealing { call, unmasked }))
}

/// Names whoever steps in, and records the unmasking; nothing if another
/// replica was quicker.
pub async fn reveal_in_tx(tx: &mut WriteTx, revealing: &Revealing) -> Result<(), AppError> {
    let Revealing { call, unmasked } = revealing;
    let (stage, protocol) = (&unmasked.stage, &unmasked.protocol);
    lives::lock(tx.conn(), stage.id).await?;
    let (ground, now) = (UnmaskingGround::RunnerUp(call), tx.now());
    if !openings::insert_unmasking(tx.conn(), stage.id, ground, now, &protocol.sha256).await? {
        return Ok(());
    }
    let entries = entries::lock_of_stage(tx.conn(), stage.id).await?;
    let held = laureates::list_works(tx.conn(), stage.id).await?;
    let runners_up = step_in(&entries, &unmasked.link, &protocol.ranking, &held)?;
    for runner_up in &runners_up {
        let entry = &runner_up.entry;
        entries::update_state(tx.conn(), entry.id, entry.state).await?;
    }
    laureates::insert_all(tx.conn(), stage, &runners_up, Some(call.work)).await?;
    let event = published::runner_up_revealed(stage, call, &runners_up);
    tx.append_untraced(stage.id.as_uuid(), &event).await?;
    Ok(())
}
