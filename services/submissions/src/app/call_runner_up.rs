//! A prize fell away: its laureate is told, and whoever is next in the ranking
//! is looked up.

use linia_chassis::{
    database::WriteTx,
    id::{AccountId, StageId, WorkId},
    scheduler,
};
use serde_json::Value;
use time::OffsetDateTime;

use crate::{
    app::error::AppError,
    domain::runner_up::RunnerUpCall,
    events::published,
    store::{entries, laureates, lives, runner_ups},
};

/// Kind of the due work that reveals a runner-up; its key is the work that held
/// the prize.
pub const REVEAL_RUNNER_UP: &str = "reveal_runner_up";

/// Whose prize fell away, as challenges tells.
pub struct FallenPrize {
    /// The last stage.
    pub stage: StageId,
    /// The work that held it.
    pub work: WorkId,
    /// The head of the authority who called.
    pub account: AccountId,
    /// Why; published.
    pub reason: String,
    /// When.
    pub call_time: OffsetDateTime,
}

/// Takes the prize from its laureate, and sees to the unmasking of the next.
pub async fn call_runner_up_in_tx(tx: &mut WriteTx, fallen: FallenPrize) -> Result<(), AppError> {
    let FallenPrize { stage, work, .. } = fallen;
    lives::lock(tx.conn(), stage).await?;
    let unknown = || AppError::WorkNotFound(work);
    let entry = laureates::find_entry(tx.conn(), work).await?;
    let entry = entries::lock(tx.conn(), entry.ok_or_else(unknown)?).await?;
    let entry = entry.ok_or_else(unknown)?;
    let state = entry.state.lose_prize()?;
    entries::update_state(tx.conn(), entry.id, state).await?;
    let calls = runner_ups::count_calls(tx.conn(), stage).await?;
    let call = RunnerUpCall {
        work,
        stage,
        challenge: entry.challenge,
        number: i32::try_from(calls + 1).unwrap_or(i32::MAX),
        account: fallen.account,
        reason: fallen.reason,
        call_time: fallen.call_time,
    };
    runner_ups::insert_call(tx.conn(), &call).await?;
    let lost = published::entry_prize_lost(&entry, &call.reason);
    tx.append_untraced(entry.id.as_uuid(), &lost).await?;
    let now = tx.now();
    scheduler::schedule_in_tx(
        tx.conn(),
        REVEAL_RUNNER_UP,
        work.as_uuid(),
        now,
        &Value::Null,
    )
    .await?;
    Ok(())
}
