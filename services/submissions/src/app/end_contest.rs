//! A contest ended without a result: no entry stays in the jury's hands.

use linia_chassis::{database::WriteTx, id::ChallengeId};

use crate::{
    app::{error::AppError, unmask_stage::end_entries_in_tx},
    domain::decision::end_all,
    store::{closings, entries, lives},
};

/// Ends every opened entry of a challenge, with the published reason. Nothing
/// is unmasked for it. Which stages it has is read from what this service owns:
/// the replica may be behind, or just being rebuilt.
pub async fn end_contest_in_tx(
    tx: &mut WriteTx,
    challenge: ChallengeId,
    reason: &str,
) -> Result<(), AppError> {
    for stage in closings::list_of_challenge(tx.conn(), challenge).await? {
        lives::lock(tx.conn(), stage).await?;
        let entries = entries::lock_of_stage(tx.conn(), stage).await?;
        end_entries_in_tx(tx, &end_all(entries), reason).await?;
    }
    Ok(())
}
