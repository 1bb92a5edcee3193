//! Somebody's data is erased (GDPR art. 17): they leave every programme. What
//! belongs to a contest stays for its term, with their random id.

use linia_chassis::{
    auth::Principal,
    database::WriteTx,
    erasure,
    id::{AccountId, EntrantName, ErasureId},
    idempotency,
};

use super::end::go_in_tx;
use crate::{app::AppError, store};

/// Gives up every place of a person and every wait for one, removes the answers
/// kept for them, and has what is kept reported.
///
/// # Errors
/// [`AppError`].
pub async fn erase_account_in_tx(
    tx: &mut WriteTx,
    erasure: ErasureId,
    account: AccountId,
) -> Result<(), AppError> {
    let entrant = EntrantName::Account(account);
    for programme in store::enrolment::list_programmes_of(tx.conn(), &entrant).await? {
        let Some(stored) = store::programme::lock(tx.conn(), programme).await? else {
            continue;
        };
        let now = store::clock::now(tx.conn()).await?;
        let found = store::enrolment::find(tx.conn(), programme, &entrant).await?;
        if let Some(gone) = found.and_then(|it| it.erase(now)) {
            go_in_tx(tx, &stored.programme, &gone, now).await?;
        }
    }
    idempotency::forget_in_tx(tx.conn(), &Principal::Account(account)).await?;
    let now = tx.now();
    erasure::schedule_report_in_tx(tx.conn(), erasure, account, now).await?;
    Ok(())
}
