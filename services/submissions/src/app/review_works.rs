//! What a juror reads: the works of a stage, and the juror's own reviews.

use linia_chassis::{auth::Caller, id::StageId, paging::Page};
use sqlx::PgConnection;

use crate::{
    app::{Context, contest::Contest, error::AppError, stages},
    domain::{jury::Juror, opening::Work, review::Review, stage::Stage},
    store::{lives, reviews, works},
};

/// Works in a page at most: each may have 100,000 characters.
const WORKS_AT_ONCE: i32 = 50;

/// A page of a stage's works in the order of their codes, and the next page's
/// token.
pub async fn list_works(
    ctx: &Context,
    caller: &Caller,
    stage: StageId,
    page: Page<String>,
) -> Result<(Vec<Work>, String), AppError> {
    caller.account()?;
    let known = stages::get(ctx, stage).await?;
    let mut conn = ctx.database.read().await?;
    reader(ctx, caller, &mut conn, &known).await?;
    let page = page.at_most(WORKS_AT_ONCE);
    let after = page.cursor().map(String::as_str);
    let rows = works::list(&mut conn, stage, after, page.limit()).await?;
    let octets_of = |work: &Work| work.content.title.len() + work.content.text.len();
    Ok(page.finish_within(rows, octets_of, |work| work.code.to_string()))
}

/// The caller's own reviews of a stage.
pub async fn list_my_reviews(
    ctx: &Context,
    caller: &Caller,
    stage: StageId,
) -> Result<Vec<Review>, AppError> {
    caller.account()?;
    let known = stages::get(ctx, stage).await?;
    let mut conn = ctx.database.read().await?;
    let juror = reader(ctx, caller, &mut conn, &known).await?;
    Ok(reviews::list(&mut conn, stage, Some(juror.account)).await?)
}

/// The juror who calls, if the juror may read the works of the stage.
async fn reader(
    ctx: &Context,
    caller: &Caller,
    conn: &mut PgConnection,
    stage: &Stage,
) -> Result<Juror, AppError> {
    let contest = Contest::read(conn, stage).await?;
    ctx.policy
        .require_visible(caller, "ListWorks", &contest.resource(), stage.id)?;
    lives::find(conn, stage.id).await?.opened()?;
    let juror = contest.into_juror(caller.account()?)?;
    juror.may_read_works(stage.id)?;
    Ok(juror)
}
