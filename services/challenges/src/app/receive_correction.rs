//! Takes over a corrected protocol of a last stage.

use linia_chassis::{database::WriteTx, id::StageId};

use super::{
    AppError,
    change::{lock_of_stage_in_tx, save_in_tx},
};
use crate::{
    domain::{
        act::Actor,
        state::{Laureate, Sha256},
    },
    store,
};

/// What the jury corrected.
pub struct ReceivedCorrection {
    /// The last stage.
    pub stage: StageId,
    /// SHA-256 of the protocol that is superseded.
    pub superseded_sha256: Sha256,
    /// SHA-256 of the one that supersedes it.
    pub protocol_sha256: Sha256,
    /// The works that win.
    pub selected: Vec<Laureate>,
}

/// Takes a correction over, as long as the result waits for the head of the
/// authority. What was approved stands: submissions keeps to it, too.
///
/// # Errors
/// [`AppError`].
pub async fn receive_correction_in_tx(
    tx: &mut WriteTx,
    received: ReceivedCorrection,
) -> Result<(), AppError> {
    let ReceivedCorrection {
        stage,
        superseded_sha256,
        protocol_sha256,
        selected,
    } = received;
    let before = lock_of_stage_in_tx(tx, stage).await?;
    let id = before.challenge.id;
    let now = tx.now();
    let challenge = before.challenge.clone();
    let (changed, event) =
        challenge.receive_correction(superseded_sha256, protocol_sha256, selected, now);
    let (Some(event), Some(proposal)) = (event, changed.state.proposal()) else {
        tracing::warn!(challenge.id = %id, "corrected protocol came too late");
        return Ok(());
    };
    store::stage::record_protocol(tx.conn(), stage, &protocol_sha256).await?;
    store::laureate::delete_all(tx.conn(), id).await?;
    store::laureate::insert_all(tx.conn(), id, &proposal.laureates).await?;
    save_in_tx(tx, &before, changed, &event, Actor::Submissions).await?;
    Ok(())
}
