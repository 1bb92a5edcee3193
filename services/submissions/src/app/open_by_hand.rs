//! Two people open a stage, where the contest states so.

use linia_chassis::{auth::Caller, database::WriteTx, id::StageId, problem::Problem, scheduler};
use serde_json::Value;

use crate::{
    app::{Context, contest::Contest, error::AppError, open_stage::OPEN_STAGE, stages},
    domain::{
        error::TransitionError,
        rules::OpeningMode,
        stage::{Stage, StageLife},
    },
    store::{lives, opening_attempts, stages as replica},
};

/// How many different people it takes.
const APPROVALS: i64 = 2;

/// Asks for the opening of a stage. Every call of somebody in particular is
/// recorded with what became of it, in its own transaction.
pub async fn open_by_hand(
    ctx: &Context,
    caller: &Caller,
    stage: StageId,
) -> Result<(StageLife, i64), AppError> {
    let account = caller.account()?;
    let known = stages::get(ctx, stage).await?;
    let mut tx = ctx.database.begin_write().await?;
    lives::lock(tx.conn(), stage).await?;
    let life = lives::find(tx.conn(), stage).await?;
    let answer = check(ctx, caller, &mut tx, &known, life).await;
    let outcome = match &answer {
        Ok(()) => opening_attempts::APPROVED,
        Err(AppError::Refused(problem)) => problem.reason(),
        Err(AppError::Transition(error)) => Problem::from(*error).reason(),
        Err(AppError::ChallengeCancelled) => "CHALLENGE_CANCELLED",
        // The transaction is broken: there is nothing to record with.
        Err(_) => return answer.map(|()| (life, 0)),
    };
    let now = tx.now();
    opening_attempts::insert(tx.conn(), stage, account, now, outcome).await?;
    let approvals = opening_attempts::count_approvals(tx.conn(), stage).await?;
    if answer.is_ok() && approvals >= APPROVALS && matches!(life, StageLife::Closed(_)) {
        let key = stage.as_uuid();
        scheduler::schedule_in_tx(tx.conn(), OPEN_STAGE, key, now, &Value::Null).await?;
    }
    tx.commit().await?;
    tracing::info!(stage.id = %stage, outcome, "opening was asked for");
    answer.map(|()| (life, approvals))
}

async fn check(
    ctx: &Context,
    caller: &Caller,
    tx: &mut WriteTx,
    stage: &Stage,
    life: StageLife,
) -> Result<(), AppError> {
    let contest = Contest::read(tx.conn(), stage).await?;
    ctx.policy
        .require_visible(caller, "OpenStage", &contest.resource(), stage.id)?;
    if life == StageLife::Sealed {
        return Err(TransitionError::StageNotClosed.into());
    }
    if stage.rules.opening_mode != OpeningMode::TwoPerson {
        return Err(TransitionError::OpensByItself.into());
    }
    if replica::is_cancelled(tx.conn(), stage.id).await? {
        return Err(AppError::ChallengeCancelled);
    }
    Ok(())
}
