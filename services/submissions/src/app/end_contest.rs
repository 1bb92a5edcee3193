//! A contest ended without a result: no entry stays in the jury's hands.

use linia_chassis::{database::WriteTx, id::ChallengeId};

use crate::{
    app::{error::AppError, unmask_stage::end_entries_in_tx},
    domain::decision::end_all,
    store::{entries, lives, stages},
};

/// Ends every opened entry of a challenge, with the published reason. Nothing
/// is unmasked for it.
pub async fn end_contest_in_tx(
    tx: &mut WriteTx,
    challenge: ChallengeId,
    reason: &str,
) -> Result<(), AppError> {
    for stage in stages::list_of_challenge(tx.conn(), challenge).await? {
        lives::lock(tx.conn(), stage.id).await?;
        let entries = entries::lock_of_stage(tx.conn(), stage.id).await?;
        end_entries_in_tx(tx, &end_all(entries), reason).await?;
    }
    Ok(())
}
