//! Keeps the words of challenges, by which they are found and compared.

use linia_chassis::{database::WriteTx, id::ChallengeId};

use super::AppError;
use crate::{
    domain::{challenge::Challenge, terms},
    store,
};

/// Kind of the due work that indexes what was written before there was an
/// index, or before its words were made in another way. A migration schedules
/// it.
pub const INDEX_CHALLENGE: &str = "index_challenge";

/// Notes what a challenge says now. The caller holds its lock.
pub(super) async fn index_in_tx(tx: &mut WriteTx, challenge: &Challenge) -> Result<(), AppError> {
    let terms = terms::of_content(&challenge.content);
    store::term::delete_others(tx.conn(), challenge.id, &terms).await?;
    store::term::save(tx.conn(), challenge.id, &terms).await?;
    Ok(())
}

/// Indexes a challenge anew.
///
/// # Errors
/// [`AppError`].
pub async fn reindex_in_tx(tx: &mut WriteTx, id: ChallengeId) -> Result<(), AppError> {
    match store::challenge::lock(tx.conn(), id).await? {
        Some(stored) => index_in_tx(tx, &stored.challenge).await,
        None => Ok(()),
    }
}
