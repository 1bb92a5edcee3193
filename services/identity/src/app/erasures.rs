//! Personal data: what a person gets of theirs, and how it goes. Each step of an
//! erasure is one transaction that makes the next one due; a process may die
//! between any two of them.

mod begin_erasure;
mod complete_erasure;
mod erase_my_account;
mod export_my_account;
mod forget_identity;
mod leave_everything;
mod report_erasure;

pub use self::{
    begin_erasure::{BeginErasure, begin_erasure_in_tx},
    complete_erasure::{CompleteErasure, complete_erasure_in_tx},
    erase_my_account::erase_my_account,
    export_my_account::export_my_account,
    forget_identity::{ForgetIdentity, forget_identity_in_tx},
    report_erasure::{ReportErasure, report_erasure},
};

use linia_chassis::{database::WriteTx, id::ErasureId};

use super::AppError;
use crate::{domain::erasure::Erasure, store::erasures};

/// Locks an erasure and reads what was reported.
async fn lock_in_tx(tx: &mut WriteTx, id: ErasureId) -> Result<Erasure, AppError> {
    let erasure = erasures::lock_erasure(tx.conn(), id).await?;
    let erasure = erasure.ok_or_else(|| AppError::NotFound(id.to_string()))?;
    let answers = erasures::list_answers(tx.conn(), id).await?;
    Ok(Erasure { answers, ..erasure })
}
