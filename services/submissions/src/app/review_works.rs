//! What a juror reads: the works of a stage, and the juror's own reviews.

use std::collections::HashMap;

use linia_chassis::{
    auth::Caller,
    id::{AccountId, StageId, WorkId},
    paging::Page,
};
use sqlx::PgConnection;

use crate::{
    app::{Context, contest::Contest, error::AppError, stages},
    domain::{
        attachment::WorkAttachment, jury::Juror, opening::Work, review::Review, stage::Stage,
    },
    store::{attachments, reviews, works},
};

/// Works in a page at most: each may have 100,000 characters.
const WORKS_AT_ONCE: i32 = 50;

/// A work, its files and what was added to it.
pub struct ListedWork {
    /// The work.
    pub work: Work,
    /// In the order of the entrant.
    pub files: Vec<WorkAttachment>,
    /// What was added to cure a formal defect; empty if nothing was.
    pub supplement: String,
}

/// A page of the works that the caller reads, in the order of their codes, and
/// the next page's token.
pub async fn list_works(
    ctx: &Context,
    caller: &Caller,
    stage: StageId,
    page: Page<String>,
) -> Result<(Vec<ListedWork>, String), AppError> {
    caller.account()?;
    let known = stages::get(ctx, stage).await?;
    let mut conn = ctx.database.read().await?;
    let juror = reader(ctx, caller, &mut conn, &known).await?;
    let assigned_to = assigned_to(&known, &juror);
    let page = page.at_most(WORKS_AT_ONCE);
    let after = page.cursor().map(String::as_str);
    let rows = works::list_to_read(&mut conn, stage, assigned_to, after, page.limit()).await?;
    let code = |(work, _): &(Work, String)| work.code.to_string();
    let (works, next) = page.finish_within(rows, octets_of, code);
    let ids: Vec<_> = works.iter().map(|(work, _)| work.id).collect();
    let mut files: HashMap<_, Vec<_>> = HashMap::new();
    for (work, file) in attachments::list(&mut conn, &ids).await? {
        files.entry(work).or_default().push(file);
    }
    let listed = works.into_iter().map(|(work, supplement)| ListedWork {
        files: files.remove(&work.id).unwrap_or_default(),
        work,
        supplement,
    });
    Ok((listed.collect(), next))
}

fn octets_of((work, supplement): &(Work, String)) -> usize {
    let fields = work.content.fields.iter();
    let fields: usize = fields.map(|(key, text)| key.len() + text.len()).sum();
    work.content.title.len() + work.content.text.len() + fields + supplement.len()
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

/// Whether the caller reads a work of a stage: all that was not excluded, or of
/// these what was assigned.
pub(super) async fn reads_work(
    ctx: &Context,
    caller: &Caller,
    conn: &mut PgConnection,
    stage: &Stage,
    work: WorkId,
) -> Result<bool, AppError> {
    let juror = reader(ctx, caller, conn, stage).await?;
    Ok(works::is_to_read(conn, work, assigned_to(stage, &juror)).await?)
}

/// Whose works are read, where they are assigned.
fn assigned_to(stage: &Stage, juror: &Juror) -> Option<AccountId> {
    stage.rules.assigns_works().then_some(juror.account)
}

/// The juror who calls, if the juror may read the works of the stage: everything
/// that shows works, files or reviews to a juror asks here.
pub(super) async fn reader(
    ctx: &Context,
    caller: &Caller,
    conn: &mut PgConnection,
    stage: &Stage,
) -> Result<Juror, AppError> {
    let contest = Contest::read(conn, stage).await?;
    ctx.policy
        .require_visible(caller, "ListWorks", &contest.resource(), stage.id)?;
    stages::require_readable(conn, stage).await?;
    let juror = contest.into_juror(caller.account()?)?;
    juror.may_read_works(stage.id)?;
    Ok(juror)
}
