//! The head of the authority takes a juror off the jury, who is appointed and
//! dismissed by the head (procurement law of 2019, art. 335).

use linia_chassis::{
    auth::Caller,
    id::{AccountId, ChallengeId},
};
use sqlx::PgConnection;

use crate::{
    app::{
        Context,
        contest::Contest,
        error::AppError,
        recuse_juror::{require_unfinished, save_dismissal_in_tx},
        stages,
    },
    domain::{error::TransitionError, jury::Juror, review::ReviewState, stage::Stage},
    store::{lives, reviews},
};

/// Whom to dismiss.
pub struct Dismissal {
    /// From which jury.
    pub challenge: ChallengeId,
    /// Whom.
    pub account: AccountId,
    /// Kept in the protocol.
    pub reason: String,
}

/// Takes a juror off the jury; harmless for one who has left.
pub async fn dismiss_juror(
    ctx: &Context,
    caller: &Caller,
    dismissal: Dismissal,
) -> Result<Juror, AppError> {
    let Dismissal {
        challenge,
        account,
        reason,
    } = dismissal;
    caller.account()?;
    let stages = stages::of_challenge(ctx, challenge).await?;
    let first = stages
        .first()
        .ok_or(AppError::ChallengeNotFound(challenge))?;
    let mut tx = ctx.database.begin_write().await?;
    // No review becomes final meanwhile.
    for stage in &stages {
        lives::lock(tx.conn(), stage.id).await?;
    }
    let contest = Contest::lock(tx.conn(), first).await?;
    ctx.policy
        .authorize(caller, "DismissJuror", &contest.resource())?;
    let juror = contest.find_juror(account).cloned();
    let juror = juror.ok_or(AppError::AccountNotFound(account))?;
    if juror.is_recused() {
        return Ok(juror);
    }
    require_unfinished(tx.conn(), &stages).await?;
    require_no_score(tx.conn(), &stages, account).await?;
    let juror = juror.dismiss(&reason, tx.now());
    save_dismissal_in_tx(&mut tx, &juror, first.authority).await?;
    tx.commit().await?;
    Ok(juror)
}

/// What a juror has scored in a stage that is judged stays in its protocol
/// anyway.
async fn require_no_score(
    conn: &mut PgConnection,
    stages: &[Stage],
    juror: AccountId,
) -> Result<(), AppError> {
    for stage in stages {
        if lives::find(conn, stage.id).await?.judged().is_ok() {
            continue;
        }
        let reviews = reviews::list(conn, stage.id, Some(juror)).await?;
        if reviews.iter().any(|it| it.state == ReviewState::Final) {
            return Err(TransitionError::ReviewFinal.into());
        }
    }
    Ok(())
}
