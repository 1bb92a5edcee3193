//! A service reports what it erased and keeps.

use linia_chassis::{
    auth::{Caller, Principal},
    database::WriteTx,
    erasure::Kept,
    id::ErasureId,
    scheduler,
};
use serde_json::Value;

use super::{
    complete_erasure::{COMPLETE_ERASURE, complete_in_tx},
    forget_identity::follow_term_in_tx,
    lock_in_tx,
};
use crate::{
    app::{AppError, Context, resource},
    domain::erasure::{Erasure, Keeping, PATIENCE},
    events::published,
    store::erasures,
};

/// What a service reports.
pub struct ReportErasure {
    /// Of which erasure.
    pub erasure: ErasureId,
    /// What it keeps.
    pub kept: Kept,
}

/// Notes what a service keeps. When all have reported, the person is told; when
/// notifications says that they were, the account goes.
///
/// # Errors
/// [`AppError::Caller`] for anyone but the three services;
/// [`AppError::NotFound`]; [`AppError::Refused`] before it has come that far.
pub async fn report_erasure(
    context: &Context,
    caller: &Caller,
    report: ReportErasure,
) -> Result<(), AppError> {
    let installation = resource::installation();
    context
        .policy
        .authorize(caller, "ReportErasure", &installation)?;
    let mut tx = context.database.begin_write().await?;
    let erasure = lock_in_tx(&mut tx, report.erasure).await?;
    match keeping(caller) {
        Some(service) => answer_in_tx(&mut tx, erasure, service, report.kept).await?,
        None => complete_in_tx(&mut tx, erasure).await?,
    }
    tx.commit().await?;
    Ok(())
}

/// The service that calls, if it may keep something: notifications does not.
fn keeping(caller: &Caller) -> Option<Keeping> {
    match &caller.principal {
        Principal::Service(name) if name == "challenges" => Some(Keeping::Challenges),
        Principal::Service(name) if name == "submissions" => Some(Keeping::Submissions),
        _ => None,
    }
}

async fn answer_in_tx(
    tx: &mut WriteTx,
    erasure: Erasure,
    service: Keeping,
    kept: Kept,
) -> Result<(), AppError> {
    let (erasure, settled) = erasure.answer(service, kept)?;
    erasures::save_answer(tx.conn(), erasure.id, service, kept).await?;
    if let Some(settled) = settled {
        erasures::update_erasure(tx.conn(), &erasure).await?;
        published::append_erasure_event(tx, &erasure, settled).await?;
        let (key, due) = (erasure.id.as_uuid(), tx.now() + PATIENCE);
        scheduler::schedule_in_tx(tx.conn(), COMPLETE_ERASURE, key, due, &Value::Null).await?;
    }
    if erasure.is_erased() {
        follow_term_in_tx(tx, &erasure).await?;
    }
    Ok(())
}
