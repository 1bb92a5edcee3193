//! Two people open a stage, where the contest states so.

use linia_chassis::{
    auth::{Bearer, Caller},
    id::{AccountId, StageId},
    problem::Problem,
    scheduler,
};
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

/// Asks for the opening of a stage; tells how far it is and how many people have
/// asked. Challenges counts them itself, by their own tokens, because it keeps a
/// share of the key until there are enough. Every call of somebody in particular
/// is recorded with what became of it, but for those that challenges could not
/// count: nothing is approved then. Where it has counted and the record here is
/// missing, asking again makes good for it.
pub async fn open_by_hand(
    ctx: &Context,
    caller: &Caller,
    bearer: &Bearer,
    stage: StageId,
) -> Result<(StageLife, i64), AppError> {
    let account = caller.account()?;
    let known = stages::get(ctx, stage).await?;
    let answer = check(ctx, caller, &known).await;
    let outcome = match &answer {
        Ok(()) => opening_attempts::APPROVED,
        Err(AppError::Refused(problem)) => problem.reason(),
        Err(AppError::Transition(error)) => Problem::from(*error).reason(),
        Err(AppError::ChallengeCancelled) => "CHALLENGE_CANCELLED",
        // Nothing was decided: there is nothing to record.
        Err(_) => return answer.map(|()| (StageLife::Sealed, 0)),
    };
    let approvals = match answer {
        Ok(()) => Ok(ctx.challenges.approve_opening(stage, bearer).await?),
        Err(refusal) => Err(refusal),
    };
    let sufficient = approvals.as_ref().is_ok_and(|it| it.sufficient);
    let life = record(ctx, account, stage, outcome, sufficient).await?;
    approvals.map(|it| (life, i64::from(it.count)))
}

async fn check(ctx: &Context, caller: &Caller, stage: &Stage) -> Result<(), AppError> {
    let mut conn = ctx.database.read().await?;
    let contest = Contest::read(&mut conn, stage).await?;
    ctx.policy
        .require_visible(caller, "OpenStage", &contest.resource(), stage.id)?;
    if lives::find(&mut conn, stage.id).await? == StageLife::Sealed {
        return Err(TransitionError::StageNotClosed.into());
    }
    if stage.rules.opening_mode != OpeningMode::TwoPerson {
        return Err(TransitionError::OpensByItself.into());
    }
    if replica::is_cancelled(&mut conn, stage.id).await? {
        return Err(AppError::ChallengeCancelled);
    }
    Ok(())
}

/// Records a call, and has the stage opened if its key is given out by now.
async fn record(
    ctx: &Context,
    account: AccountId,
    stage: StageId,
    outcome: &str,
    sufficient: bool,
) -> Result<StageLife, AppError> {
    let mut tx = ctx.database.begin_write().await?;
    lives::lock(tx.conn(), stage).await?;
    let life = lives::find(tx.conn(), stage).await?;
    let now = tx.now();
    opening_attempts::insert(tx.conn(), stage, account, now, outcome).await?;
    if sufficient && matches!(life, StageLife::Closed(_)) {
        let key = stage.as_uuid();
        scheduler::schedule_in_tx(tx.conn(), OPEN_STAGE, key, now, &Value::Null).await?;
    }
    tx.commit().await?;
    tracing::info!(stage.id = %stage, outcome, "opening was asked for");
    Ok(life)
}
