//! The prizes of a contest were awarded: what its laureates consent to is
//! published from now on, and the term in which records are kept begins.

use linia_chassis::{database::WriteTx, id::ChallengeId};
use time::OffsetDateTime;

use crate::{
    app::{error::AppError, retain_contest::retain_contest_in_tx},
    store::laureates,
};

/// Notes the award.
pub async fn note_award_in_tx(
    tx: &mut WriteTx,
    challenge: ChallengeId,
    award_time: OffsetDateTime,
) -> Result<(), AppError> {
    laureates::insert_award(tx.conn(), challenge, award_time).await?;
    retain_contest_in_tx(tx, challenge, award_time).await
}
