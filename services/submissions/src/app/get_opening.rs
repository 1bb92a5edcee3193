//! Returns what is known of a stage's closing and opening.

use linia_chassis::{auth::Caller, id::StageId};

use crate::{
    app::{Context, contest::Contest, error::AppError, stages},
    domain::stage::StageLife,
    store::{lives, opening_attempts},
};

/// How far the stage is and how many asked for its opening, for the authority's staff and the jurors.
pub async fn get_opening(
    ctx: &Context,
    caller: &Caller,
    stage: StageId,
) -> Result<(StageLife, i64), AppError> {
    caller.account()?;
    let known = stages::get(ctx, stage).await?;
    let mut conn = ctx.database.read().await?;
    let contest = Contest::read(&mut conn, &known).await?;
    ctx.policy
        .require_visible(caller, "GetOpening", &contest.resource(), stage)?;
    let life = lives::find(&mut conn, stage).await?;
    Ok((
        life,
        opening_attempts::count_approvals(&mut conn, stage).await?,
    ))
}
