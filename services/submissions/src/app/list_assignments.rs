//! Lists who reads what, for the chair; and what is theirs, for each juror.

use linia_chassis::{auth::Caller, id::StageId, paging::Page};
use uuid::Uuid;

use crate::{
    app::{Context, contest::Contest, error::AppError, review_works::reader, stages},
    domain::assignment::{ListedPair, MyWork},
    store::{assignment_lists, lives},
};

/// Rows in a page at most.
const ROWS_AT_ONCE: i32 = 100;

/// A page of a stage's pairs, and the next page's token.
pub async fn list_assignments(
    ctx: &Context,
    caller: &Caller,
    stage: StageId,
    page: Page<(String, Uuid)>,
) -> Result<(Vec<ListedPair>, String), AppError> {
    caller.account()?;
    let known = stages::get(ctx, stage).await?;
    let mut conn = ctx.database.read().await?;
    let contest = Contest::read(&mut conn, &known).await?;
    ctx.policy
        .require_visible(caller, "ListAssignments", &contest.resource(), stage)?;
    lives::find(&mut conn, stage).await?.opened()?;
    let page = page.at_most(ROWS_AT_ONCE);
    let rows = assignment_lists::list_pairs(&mut conn, stage, page.cursor(), page.limit()).await?;
    Ok(page.finish(rows, |row| (row.code.to_string(), row.pair.juror.as_uuid())))
}

/// A page of what the caller reads, and the next page's token.
pub async fn list_my_works(
    ctx: &Context,
    caller: &Caller,
    stage: StageId,
    page: Page<String>,
) -> Result<(Vec<MyWork>, String), AppError> {
    caller.account()?;
    let known = stages::get(ctx, stage).await?;
    let mut conn = ctx.database.read().await?;
    let juror = reader(ctx, caller, &mut conn, &known).await?;
    let page = page.at_most(ROWS_AT_ONCE);
    let rows = assignment_lists::list_my_works(
        &mut conn,
        stage,
        juror.account,
        known.rules.assigns_works(),
        page.cursor().map(String::as_str),
        page.limit(),
    );
    Ok(page.finish(rows.await?, |row| row.code.to_string()))
}
