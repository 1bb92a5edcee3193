//! A prize was awarded anew: what whoever stepped in consents to is published
//! from now on, and the records are kept for as long from now.

use linia_chassis::{
    database::WriteTx,
    id::{ChallengeId, WorkId},
};
use time::OffsetDateTime;

use crate::{
    app::{error::AppError, retain_contest::retain_contest_in_tx},
    store::runner_ups,
};

/// Notes that the prize of `work` was awarded anew.
pub async fn note_runner_up_award_in_tx(
    tx: &mut WriteTx,
    challenge: ChallengeId,
    work: WorkId,
    award_time: OffsetDateTime,
) -> Result<(), AppError> {
    runner_ups::insert_award(tx.conn(), work, challenge, award_time).await?;
    retain_contest_in_tx(tx, challenge, award_time).await
}
