//! Entries that arrived after the closing time known here, while challenges
//! could not be asked: held with their time, decided when it answers.

use linia_chassis::{
    database::{DbError, WriteTx},
    id::StageId,
    scheduler,
};
use serde_json::Value;
use time::OffsetDateTime;

use crate::{
    app::{Context, error::AppError, stages},
    domain::acceptance::NewVersion,
    store::{held_entries, lives, locks},
};

/// Kind of the due work that decides what is held for a stage.
pub const DECIDE_HELD: &str = "decide_held";

/// Keeps a version with its arrival time and sees to its decision.
///
/// It shares the stage's lock as an accept does: what is held before the
/// closing is decided by the closing at the latest, and afterwards nothing is
/// held any more that could not be taken.
///
/// # Errors
/// [`AppError::DeadlinePassed`] once the stage is closed.
pub async fn hold(
    ctx: &Context,
    version: &NewVersion,
    arrive_time: OffsetDateTime,
) -> Result<(), AppError> {
    let mut tx = ctx.database.begin_write().await?;
    let (stages, entries) = ([version.stage], [version.entry]);
    locks::lock_for_accept(tx.conn(), stages.into_iter(), entries.into_iter()).await?;
    if let Some(closing) = lives::find(tx.conn(), version.stage).await?.closing() {
        return Err(AppError::DeadlinePassed {
            close_time: closing.close_time,
        });
    }
    held_entries::hold(tx.conn(), version, arrive_time).await?;
    let (key, now) = (version.stage.as_uuid(), tx.now());
    scheduler::schedule_in_tx(tx.conn(), DECIDE_HELD, key, now, &Value::Null).await?;
    tx.commit().await?;
    Ok(())
}

/// Decides at once what is held for a stage, because somebody asks.
///
/// # Errors
/// [`AppError::DeadlineUndecided`] if challenges still cannot be asked.
pub async fn now(ctx: &Context, stage: StageId) -> Result<(), AppError> {
    match stages::refresh(ctx, stage).await {
        Err(AppError::Client(_)) => return Err(AppError::DeadlineUndecided),
        asked => asked?,
    };
    let mut tx = ctx.database.begin_write().await?;
    decide_in_tx(&mut tx, stage).await?;
    tx.commit().await?;
    Ok(())
}

/// Decides what is held for a stage, by the closing time that challenges has
/// just told. No accept of the stage runs meanwhile.
pub async fn decide_in_tx(tx: &mut WriteTx, stage: StageId) -> Result<(), DbError> {
    locks::lock_stage(tx.conn(), stage).await?;
    held_entries::decide(tx.conn(), stage).await
}
