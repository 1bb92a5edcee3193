//! Takes a work out of every ranking.

use linia_chassis::{auth::Caller, id::WorkId};

use crate::{
    app::{Context, contest::Contest, error::AppError, stages},
    domain::screening::{Exclusion, Ground, Standing},
    store::{lives, screenings, works},
};

/// Excludes a work with a reason; the first one stays.
pub async fn exclude_work(
    ctx: &Context,
    caller: &Caller,
    work: WorkId,
    ground: Ground,
    reason: String,
) -> Result<Exclusion, AppError> {
    let account = caller.account()?;
    let stage = works::find_stage(&mut *ctx.database.read().await?, work).await?;
    let stage = stage.ok_or(AppError::WorkNotFound(work))?;
    let known = stages::get(ctx, stage).await?;
    let mut tx = ctx.database.begin_write().await?;
    lives::share(tx.conn(), stage).await?;
    let contest = Contest::read(tx.conn(), &known).await?;
    ctx.policy
        .require_visible(caller, "ExcludeWork", &contest.resource(), work)?;
    stages::in_jurys_hands(tx.conn(), stage).await?;
    works::lock_all(tx.conn(), &[work]).await?;
    let exclusion = Exclusion {
        ground,
        reason,
        time: tx.now(),
    };
    let before = screenings::find(tx.conn(), work).await?;
    let standing = before.exclude(exclusion, known.rules.cure_period())?;
    let Standing::Excluded(exclusion) = standing else {
        return Err(AppError::WorkNotFound(work));
    };
    screenings::insert_exclusion(tx.conn(), stage, work, &exclusion, account).await?;
    tx.commit().await?;
    Ok(exclusion)
}
