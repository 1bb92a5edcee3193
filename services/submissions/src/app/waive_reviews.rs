//! Lets a work be ranked on fewer reviews than the contest states.

use linia_chassis::{auth::Caller, id::WorkId};

use crate::{
    app::{Context, contest::Contest, error::AppError, stages},
    store::{
        lives,
        waivers::{self, Waiver},
        works,
    },
};

/// What suffices, and why.
pub struct Waiving {
    /// The work.
    pub work: WorkId,
    /// How many final reviews suffice.
    pub sufficient_reviews: i32,
    /// Kept for the protocol.
    pub reason: String,
}

/// Waives reviews of a work. Answers with the fewest that were waived to.
pub async fn waive_reviews(
    ctx: &Context,
    caller: &Caller,
    waiving: Waiving,
) -> Result<(WorkId, usize), AppError> {
    let account = caller.account()?;
    let work = waiving.work;
    let stage = works::find_stage(&mut *ctx.database.read().await?, work).await?;
    let stage = stage.ok_or(AppError::WorkNotFound(work))?;
    let known = stages::get(ctx, stage).await?;
    let mut tx = ctx.database.begin_write().await?;
    lives::share(tx.conn(), stage).await?;
    let contest = Contest::lock(tx.conn(), &known).await?;
    ctx.policy
        .require_visible(caller, "WaiveReviews", &contest.resource(), work)?;
    stages::in_jurys_hands(tx.conn(), stage).await?;
    let waiver = Waiver {
        work,
        sufficient_reviews: waiving.sufficient_reviews,
        reason: waiving.reason,
        account,
        time: tx.now(),
    };
    waivers::insert(tx.conn(), stage, &waiver).await?;
    let sufficient = waivers::list_sufficient(tx.conn(), stage).await?;
    tx.commit().await?;
    let sufficient = sufficient.get(&work).copied().unwrap_or_default();
    Ok((work, sufficient))
}
