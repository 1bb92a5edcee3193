//! What a juror reads: the works of a stage, and the juror's own reviews.

use std::collections::HashMap;

use linia_chassis::{auth::Caller, id::StageId, paging::Page};
use sqlx::PgConnection;

use crate::{
    app::{Context, contest::Contest, error::AppError, stages},
    domain::{
        attachment::WorkAttachment, jury::Juror, opening::Work, review::Review, stage::Stage,
    },
    store::{attachments, lives, reviews, works},
};

/// Works in a page at most: each may have 100,000 characters.
const WORKS_AT_ONCE: i32 = 50;

/// A work and its files.
pub struct ListedWork {
    /// The work.
    pub work: Work,
    /// In the order of the entrant.
    pub files: Vec<WorkAttachment>,
}

/// A page of a stage's works in the order of their codes, and the next page's
/// token.
pub async fn list_works(
    ctx: &Context,
    caller: &Caller,
    stage: StageId,
    page: Page<String>,
) -> Result<(Vec<ListedWork>, String), AppError> {
    caller.account()?;
    let known = stages::get(ctx, stage).await?;
    let mut conn = ctx.database.read().await?;
    reader(ctx, caller, &mut conn, &known).await?;
    let page = page.at_most(WORKS_AT_ONCE);
    let after = page.cursor().map(String::as_str);
    let rows = works::list(&mut conn, stage, after, page.limit()).await?;
    let (works, next) = page.finish_within(rows, octets_of, |work| work.code.to_string());
    let ids: Vec<_> = works.iter().map(|work| work.id).collect();
    let mut files: HashMap<_, Vec<_>> = HashMap::new();
    for (work, file) in attachments::list(&mut conn, &ids).await? {
        files.entry(work).or_default().push(file);
    }
    let listed = works.into_iter().map(|work| ListedWork {
        files: files.remove(&work.id).unwrap_or_default(),
        work,
    });
    Ok((listed.collect(), next))
}

fn octets_of(work: &Work) -> usize {
    let fields = work.content.fields.iter();
    let fields: usize = fields.map(|(key, text)| key.len() + text.len()).sum();
    work.content.title.len() + work.content.text.len() + fields
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
pub(super) async fn reader(
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
