//! Tells how far the jury is, in counts only.

use linia_chassis::{
    auth::Caller,
    id::{AccountId, StageId},
};
use sqlx::PgConnection;

use crate::{
    app::{Context, contest::Contest, error::AppError, reading, stages},
    domain::{review::ReviewState, stage::Stage},
    store::{lives, reviews, works},
};

/// How far a jury is.
pub struct Progress {
    /// Those who sit, in the order of appointment.
    pub jurors: Vec<JurorProgress>,
    /// How many works lack a required review.
    pub incomplete_works: usize,
    /// How many reviews are required and missing.
    pub missing_reviews: usize,
}

/// How far a juror is.
pub struct JurorProgress {
    /// Who.
    pub account: AccountId,
    /// Whether the juror has declared.
    pub declared: bool,
    /// How many works the juror reads.
    pub works: usize,
    /// How many reviews of these are drafts.
    pub drafts: usize,
    /// How many reviews of these are final.
    pub finals: usize,
}

impl JurorProgress {
    /// Whether the juror has something to do.
    #[must_use]
    pub const fn is_awaited(&self) -> bool {
        !self.declared || self.finals < self.works
    }
}

/// How far the jury of a stage is.
pub async fn get_review_progress(
    ctx: &Context,
    caller: &Caller,
    stage: StageId,
) -> Result<Progress, AppError> {
    caller.account()?;
    let known = stages::get(ctx, stage).await?;
    let mut conn = ctx.database.read().await?;
    let contest = Contest::read(&mut conn, &known).await?;
    ctx.policy
        .require_visible(caller, "GetReviewProgress", &contest.resource(), stage)?;
    lives::find(&mut conn, stage).await?.opened()?;
    measure(&mut conn, &known, &contest).await
}

/// Counts what is done.
pub(super) async fn measure(
    conn: &mut PgConnection,
    stage: &Stage,
    contest: &Contest,
) -> Result<Progress, AppError> {
    let reading = reading::read(conn, stage, contest).await?;
    let works = works::list_ids(conn, stage.id).await?;
    let reviews = reviews::list(conn, stage.id, None).await?;
    let count = |account: AccountId, state: ReviewState| {
        let of_juror = reviews.iter().filter(|r| r.account == account);
        let read = of_juror.filter(|r| reading.reads(account, r.work));
        read.filter(|r| r.state == state).count()
    };
    let sitting = contest.jurors.iter().filter(|juror| !juror.is_recused());
    let jurors = sitting.map(|juror| {
        let account = juror.account;
        JurorProgress {
            account,
            declared: juror.declaration(stage.id).is_some(),
            works: works.iter().filter(|w| reading.reads(account, **w)).count(),
            drafts: count(account, ReviewState::Draft),
            finals: count(account, ReviewState::Final),
        }
    });
    let missing = reading.missing(works.iter().copied(), &reviews);
    Ok(Progress {
        jurors: jurors.collect(),
        incomplete_works: missing.len(),
        missing_reviews: missing.values().sum(),
    })
}
