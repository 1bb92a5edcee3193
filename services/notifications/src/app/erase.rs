//! Forgets what people were told, when their data is erased (GDPR art. 17).
//! Nothing here has to be kept.

use linia_chassis::{
    auth::Principal,
    consumer::HandlerError,
    database::WriteTx,
    erasure::{self, Keeper, Kept},
    id::{AccountId, ErasureId},
    idempotency,
};
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::AppError;
use crate::store;

/// Removes all that is stored of a person, but what tells them of the erasure
/// itself; and notes that nothing else is told to them any more.
pub(super) async fn erase_in_tx(
    tx: &mut WriteTx,
    account: AccountId,
    time: OffsetDateTime,
) -> Result<(), AppError> {
    store::insert_erased_account(tx.conn(), account, time).await?;
    store::delete_notifications(tx.conn(), account, false).await?;
    store::delete_preferences(tx.conn(), account).await?;
    store::delete_roster_lines(tx.conn(), account).await?;
    idempotency::forget_in_tx(tx.conn(), &Principal::Account(account)).await?;
    Ok(())
}

/// The last mail has fared as it has: its trace goes too, and identity may
/// delete the address.
pub(super) async fn finish_erasure_in_tx(
    tx: &mut WriteTx,
    erasure: ErasureId,
    account: AccountId,
) -> Result<(), AppError> {
    let now = tx.now();
    store::delete_notifications(tx.conn(), account, true).await?;
    erasure::schedule_report_in_tx(tx.conn(), erasure, account, now).await?;
    Ok(())
}

/// This service has nothing to keep.
pub(crate) struct NothingKept;

impl Keeper for NothingKept {
    async fn kept(
        &self,
        _: &mut PgConnection,
        _: AccountId,
        _: OffsetDateTime,
    ) -> Result<Option<Kept>, HandlerError> {
        Ok(Some(Kept::Nothing))
    }
}
