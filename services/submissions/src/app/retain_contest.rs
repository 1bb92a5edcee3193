//! A contest is over: the term in which its records are kept begins.

use linia_chassis::{database::WriteTx, id::ChallengeId};
use time::OffsetDateTime;

use crate::{app::error::AppError, domain::retention::retain_until, store::contest_ends};

/// Notes when a contest ended.
pub async fn retain_contest_in_tx(
    tx: &mut WriteTx,
    challenge: ChallengeId,
    end_time: OffsetDateTime,
) -> Result<(), AppError> {
    contest_ends::save(tx.conn(), challenge, end_time, retain_until(end_time)).await?;
    Ok(())
}
