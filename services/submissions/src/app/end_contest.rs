//! A contest ended without a result, or lost it by an annulment: no entry stays
//! in the jury's hands, and none a laureate.

use linia_chassis::{database::WriteTx, id::ChallengeId};

use crate::{
    app::{error::AppError, unmask_stage::end_entries_in_tx},
    domain::decision::annul_all,
    store::{closings, entries, lives},
};

/// Ends every opened entry of a challenge and every laureate, with the published
/// reason. Nothing is unmasked for it. Which stages it has is read from what this service owns:
/// the replica may be behind, or just being rebuilt.
pub async fn end_contest_in_tx(
    tx: &mut WriteTx,
    challenge: ChallengeId,
    reason: &str,
) -> Result<(), AppError> {
    for stage in closings::list_of_challenge(tx.conn(), challenge).await? {
        lives::lock(tx.conn(), stage).await?;
        let entries = entries::lock_of_stage(tx.conn(), stage).await?;
        end_entries_in_tx(tx, &annul_all(entries), reason).await?;
    }
    Ok(())
}
