//! A term ends: the name that was kept for it goes.

use linia_chassis::{
    consumer::HandlerError,
    database::{Database, WriteTx},
    erasure::Kept,
    id::ErasureId,
    scheduler::{self, DueHandler, DueWork},
};
use serde_json::Value;

use super::lock_in_tx;
use crate::{app::AppError, domain::erasure::Erasure, store::kept_identities};

/// The kind of due work; its key is the erasure's id.
const FORGET_IDENTITY: &str = "forget_identity";

/// Deletes names whose term has ended.
pub struct ForgetIdentity;

impl DueHandler for ForgetIdentity {
    fn kind(&self) -> &'static str {
        FORGET_IDENTITY
    }

    async fn run(&self, database: &Database, work: &DueWork) -> Result<(), HandlerError> {
        let mut tx = database.begin_write().await?;
        work.complete_in_tx(&mut tx).await?;
        forget_identity_in_tx(&mut tx, work.key.into()).await?;
        Ok(tx.commit().await?)
    }
}

/// Deletes the name of an erasure if its term has ended by now.
///
/// # Errors
/// [`AppError::NotFound`], or if a statement fails.
pub async fn forget_identity_in_tx(tx: &mut WriteTx, id: ErasureId) -> Result<(), AppError> {
    let erasure = lock_in_tx(tx, id).await?;
    follow_term_in_tx(tx, &erasure).await
}

/// Keeps a name for as long as is reported by now, and no longer.
pub(super) async fn follow_term_in_tx(tx: &mut WriteTx, erasure: &Erasure) -> Result<(), AppError> {
    let (account, key) = (erasure.account, erasure.id.as_uuid());
    match erasure.kept().at(tx.now()) {
        Kept::Nothing => kept_identities::delete_name(tx.conn(), account).await?,
        Kept::Open => kept_identities::update_term(tx.conn(), account, None).await?,
        Kept::Until(end) => {
            kept_identities::update_term(tx.conn(), account, Some(end)).await?;
            scheduler::schedule_in_tx(tx.conn(), FORGET_IDENTITY, key, end, &Value::Null).await?;
        }
    }
    Ok(())
}
