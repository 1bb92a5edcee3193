//! Saves a juror's review of a work.

use linia_chassis::{auth::Caller, id::WorkId};
use sqlx::PgConnection;

use crate::{
    app::{Context, contest::Contest, error::AppError, stages},
    domain::{
        assignment::{Pair, PairState},
        error::TransitionError,
        review::{Review, ReviewState, check_scores},
        stage::Stage,
    },
    store::{assignments, lives, reviews, screenings, works},
};

/// What a juror thinks of a work.
pub struct Opinion {
    /// The work.
    pub work: WorkId,
    /// Points by the criterion's key.
    pub scores: Vec<(String, i32)>,
    /// In the juror's words.
    pub remarks: String,
    /// Whether it is the last word.
    pub state: ReviewState,
}

/// Saves a review, as long as the stage is in the jury's hands and the review
/// is not final.
pub async fn save_review(
    ctx: &Context,
    caller: &Caller,
    opinion: Opinion,
) -> Result<Review, AppError> {
    let account = caller.account()?;
    let work = opinion.work;
    let stage = works::find_stage(&mut *ctx.database.read().await?, work).await?;
    let stage = stage.ok_or(AppError::WorkNotFound(work))?;
    let known = stages::get(ctx, stage).await?;

    let mut tx = ctx.database.begin_write().await?;
    // The judgement waits for this review, or this review for the judgement.
    lives::share(tx.conn(), stage).await?;
    let contest = Contest::read(tx.conn(), &known).await?;
    ctx.policy
        .require_visible(caller, "SaveReview", &contest.resource(), work)?;
    stages::in_jurys_hands(tx.conn(), stage).await?;
    contest.into_juror(account)?.may_read_works(stage)?;
    require_readable(tx.conn(), &known, Pair::new(work, account)).await?;

    let scores = check_scores(&known.criteria, &opinion.scores, opinion.state);
    let later = Review {
        work,
        account,
        scores: scores.map_err(AppError::Scores)?,
        remarks: opinion.remarks,
        state: opinion.state,
        update_time: tx.now(),
    };
    let review = match reviews::lock(tx.conn(), work, account).await? {
        Some(review) => review.revise(later)?,
        None => later,
    };
    reviews::save(tx.conn(), stage, &review).await?;
    reviews::replace_scores(tx.conn(), &review).await?;
    tx.commit().await?;
    Ok(review)
}

/// The assignment cannot be taken away until the review is saved.
async fn require_readable(
    conn: &mut PgConnection,
    stage: &Stage,
    pair: Pair,
) -> Result<(), AppError> {
    if stage.rules.assigns_works() {
        let state = assignments::lock(conn, pair).await?;
        state.map_or(Err(TransitionError::NotAssigned), PairState::read)?;
    }
    if screenings::find(conn, pair.work).await?.is_excluded() {
        return Err(TransitionError::WorkExcluded.into());
    }
    Ok(())
}
