//! A juror leaves the jury.

use linia_chassis::{
    auth::Caller,
    database::WriteTx,
    id::{ChallengeId, OrganizationId},
};
use sqlx::PgConnection;

use crate::{
    app::{Context, contest::Contest, error::AppError, stages},
    domain::{error::TransitionError, jury::Juror, stage::Stage},
    events::{juror_aggregate, published},
    store::{jurors, lives},
};

/// Leaves the jury; leaving again is harmless.
pub async fn recuse_juror(
    ctx: &Context,
    caller: &Caller,
    challenge: ChallengeId,
    reason: String,
) -> Result<Juror, AppError> {
    let account = caller.account()?;
    let stages = stages::of_challenge(ctx, challenge).await?;
    let first = stages
        .first()
        .ok_or(AppError::ChallengeNotFound(challenge))?;
    let mut tx = ctx.database.begin_write().await?;
    let contest = Contest::lock(tx.conn(), first).await?;
    ctx.policy
        .require_visible(caller, "RecuseJuror", &contest.resource(), challenge)?;
    let juror = contest.into_juror(account)?;
    if juror.is_recused() {
        return Ok(juror);
    }
    require_unfinished(tx.conn(), &stages).await?;
    let juror = juror.recuse(reason, tx.now());
    save_recusal_in_tx(&mut tx, &juror, first.authority).await?;
    tx.commit().await?;
    Ok(juror)
}

/// Saves a juror who has just left, and tells so.
pub(super) async fn save_recusal_in_tx(
    tx: &mut WriteTx,
    juror: &Juror,
    authority: OrganizationId,
) -> Result<(), AppError> {
    save_departure_in_tx(tx, juror, authority, false).await
}

/// Saves a juror whom the head has just dismissed, and tells so, the juror
/// included.
pub(super) async fn save_dismissal_in_tx(
    tx: &mut WriteTx,
    juror: &Juror,
    authority: OrganizationId,
) -> Result<(), AppError> {
    save_departure_in_tx(tx, juror, authority, true).await
}

async fn save_departure_in_tx(
    tx: &mut WriteTx,
    juror: &Juror,
    authority: OrganizationId,
    dismissed: bool,
) -> Result<(), AppError> {
    let now = tx.now();
    jurors::save(tx.conn(), juror, now).await?;
    let event = published::juror_recused(authority, juror, dismissed);
    tx.append(juror_aggregate(juror.challenge, juror.account), &event)
        .await?;
    Ok(())
}

/// Once the last stage is judged, the jury has done its work and stays as it
/// was. What an earlier stage's protocol says stays anyway.
pub(super) async fn require_unfinished(
    conn: &mut PgConnection,
    stages: &[Stage],
) -> Result<(), AppError> {
    let Some(last) = stages.iter().find(|stage| stage.is_last()) else {
        return Ok(());
    };
    match lives::find(conn, last.id).await?.judged() {
        Ok(_) => Err(TransitionError::StageJudged.into()),
        Err(_) => Ok(()),
    }
}
