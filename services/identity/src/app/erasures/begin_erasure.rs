//! The last access token has ended: the services are to erase.

use linia_chassis::{
    consumer::HandlerError,
    database::{Database, WriteTx},
    id::ErasureId,
    scheduler::{DueHandler, DueWork},
};

use super::lock_in_tx;
use crate::{app::AppError, events::published, store::erasures};

/// The kind of due work; its key is the erasure's id.
pub(super) const BEGIN_ERASURE: &str = "begin_erasure";

/// Begins erasures.
pub struct BeginErasure;

impl DueHandler for BeginErasure {
    fn kind(&self) -> &'static str {
        BEGIN_ERASURE
    }

    async fn run(&self, database: &Database, work: &DueWork) -> Result<(), HandlerError> {
        let mut tx = database.begin_write().await?;
        begin_erasure_in_tx(&mut tx, work.key.into()).await?;
        work.complete_in_tx(&mut tx).await?;
        Ok(tx.commit().await?)
    }
}

/// Has the services erase.
///
/// # Errors
/// [`AppError::NotFound`], or if a statement fails.
pub async fn begin_erasure_in_tx(tx: &mut WriteTx, id: ErasureId) -> Result<(), AppError> {
    let (erasure, begun) = lock_in_tx(tx, id).await?.begin();
    if let Some(begun) = begun {
        erasures::update_erasure(tx.conn(), &erasure).await?;
        published::append_erasure_event(tx, &erasure, begun).await?;
    }
    Ok(())
}
