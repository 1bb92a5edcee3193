//! The account goes.

use linia_chassis::{
    auth::Principal,
    consumer::HandlerError,
    database::{Database, WriteTx},
    erasure::Kept,
    id::ErasureId,
    idempotency,
    scheduler::{self, DueHandler, DueWork},
};

use super::{forget_identity::follow_term_in_tx, lock_in_tx};
use crate::{
    app::AppError,
    domain::erasure::Erasure,
    events::published,
    store::{accounts, erasures, kept_identities},
};

/// The kind of due work; its key is the erasure's id.
pub(super) const COMPLETE_ERASURE: &str = "complete_erasure";

/// Completes erasures of which notifications has said nothing for long.
pub struct CompleteErasure;

impl DueHandler for CompleteErasure {
    fn kind(&self) -> &'static str {
        COMPLETE_ERASURE
    }

    async fn run(&self, database: &Database, work: &DueWork) -> Result<(), HandlerError> {
        let mut tx = database.begin_write().await?;
        work.complete_in_tx(&mut tx).await?;
        complete_erasure_in_tx(&mut tx, work.key.into()).await?;
        Ok(tx.commit().await?)
    }
}

/// Completes an erasure, whether or not the person was told.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::Refused`] while a service has not
/// reported.
pub async fn complete_erasure_in_tx(tx: &mut WriteTx, id: ErasureId) -> Result<(), AppError> {
    let erasure = lock_in_tx(tx, id).await?;
    complete_in_tx(tx, erasure).await
}

/// Deletes the account with all that hangs on it; the name stays, apart, if
/// something is kept that the law orders to be kept with it.
pub(super) async fn complete_in_tx(tx: &mut WriteTx, erasure: Erasure) -> Result<(), AppError> {
    let (erasure, completed) = erasure.complete(tx.now())?;
    let Some(completed) = completed else {
        return Ok(());
    };
    let account = erasure.account;
    if erasure.kept() != Kept::Nothing {
        kept_identities::keep_name(tx.conn(), account, erasure.id, None).await?;
        follow_term_in_tx(tx, &erasure).await?;
    }
    idempotency::forget_in_tx(tx.conn(), &Principal::Account(account)).await?;
    accounts::delete_account(tx.conn(), account).await?;
    erasures::update_erasure(tx.conn(), &erasure).await?;
    published::append_erasure_event(tx, &erasure, completed).await?;
    scheduler::cancel_in_tx(tx.conn(), COMPLETE_ERASURE, erasure.id.as_uuid()).await?;
    tracing::info!(%account, "account was erased");
    Ok(())
}
