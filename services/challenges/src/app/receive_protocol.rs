//! Notes the jury's protocol of a stage; with the last one, the result.

use linia_chassis::{database::WriteTx, id::StageId};

use super::{
    AppError,
    change::{lock_of_stage_in_tx, save_in_tx},
};
use crate::{
    domain::{
        act::{ActKind, Actor, Deed},
        state::{Laureate, Sha256, State},
    },
    store,
};

/// Notes a protocol. `selected` are the works that advance or win. One that
/// arrives after the challenge was cancelled changes nothing.
///
/// # Errors
/// [`AppError`].
pub async fn receive_protocol_in_tx(
    tx: &mut WriteTx,
    stage: StageId,
    protocol_sha256: Sha256,
    selected: Vec<Laureate>,
) -> Result<(), AppError> {
    let before = lock_of_stage_in_tx(tx, stage).await?;
    let id = before.challenge.id;
    if matches!(before.challenge.state, State::Cancelled { .. }) {
        tracing::info!(challenge.id = %id, "protocol of a cancelled challenge is ignored");
        return Ok(());
    }
    let now = tx.now();
    let challenge = before.challenge.clone();
    let (changed, event) = challenge.receive_protocol(stage, protocol_sha256, selected, now)?;
    store::stage::record_protocol(tx.conn(), stage, &protocol_sha256).await?;
    if let Some(event) = event {
        if let Some(proposal) = changed.state.proposal() {
            store::laureate::insert_all(tx.conn(), id, &proposal.laureates).await?;
        }
        save_in_tx(tx, &before, changed, &event, Actor::Submissions).await?;
    } else {
        let deed = Deed::about(ActKind::ProtocolReceived, stage);
        store::act::append(tx.conn(), id, before.version, &deed, Actor::Submissions).await?;
    }
    Ok(())
}
