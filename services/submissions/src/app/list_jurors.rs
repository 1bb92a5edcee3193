//! Lists the jurors of a challenge.

use linia_chassis::{auth::Caller, id::ChallengeId};

use crate::{
    app::{Context, contest::Contest, error::AppError, stages},
    domain::jury::Juror,
};

/// Everybody who was appointed, in the order of appointment.
pub async fn list_jurors(
    ctx: &Context,
    caller: &Caller,
    challenge: ChallengeId,
) -> Result<Vec<Juror>, AppError> {
    caller.account()?;
    let stages = stages::of_challenge(ctx, challenge).await?;
    let first = stages
        .first()
        .ok_or(AppError::ChallengeNotFound(challenge))?;
    let contest = Contest::read(&mut *ctx.database.read().await?, first).await?;
    ctx.policy
        .require_visible(caller, "ListJurors", &contest.resource(), challenge)?;
    Ok(contest.jurors)
}
