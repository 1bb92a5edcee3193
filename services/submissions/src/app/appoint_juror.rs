//! Appoints a person to a jury.

use linia_chassis::{
    auth::Caller,
    id::{AccountId, ChallengeId, EntrantName},
};

use crate::{
    app::{Context, contest::Contest, error::AppError, recuse_juror::require_unfinished, stages},
    domain::jury::Juror,
    events::{juror_aggregate, published},
    store::{jurors, stages as replica},
};

/// Whom to appoint.
pub struct Appointment {
    /// To which jury.
    pub challenge: ChallengeId,
    /// Whom.
    pub account: AccountId,
    /// Whether the person leads the jury.
    pub chair: bool,
    /// Whether the person holds the required qualifications.
    pub qualified: bool,
}

/// Appoints a person, or changes the roles of one who sits. Whoever was
/// appointed before is not told again.
pub async fn appoint_juror(
    ctx: &Context,
    caller: &Caller,
    appointment: Appointment,
) -> Result<Juror, AppError> {
    let Appointment {
        challenge,
        account,
        chair,
        qualified,
    } = appointment;
    let appointer = caller.account()?;
    let stages = stages::of_challenge(ctx, challenge).await?;
    let first = stages
        .first()
        .ok_or(AppError::ChallengeNotFound(challenge))?;
    let contest = Contest::read(&mut *ctx.database.read().await?, first).await?;
    ctx.policy
        .authorize(caller, "AppointJuror", &contest.resource())?;
    // Of others, only the token that they bring tells whether they head the
    // authority; the policies look at it before they let a juror judge.
    if account == appointer && caller.heads().contains(&contest.authority) {
        return Err(AppError::JurorApproves);
    }
    require_account(ctx, account).await?;

    let mut tx = ctx.database.begin_write().await?;
    let contest = Contest::lock(tx.conn(), first).await?;
    if replica::is_cancelled(tx.conn(), first.id).await? {
        return Err(AppError::ChallengeCancelled);
    }
    require_unfinished(tx.conn(), &stages).await?;
    let known = contest.jurors.into_iter().find(|j| j.account == account);
    let is_new = known.is_none();
    let juror = match known {
        Some(juror) => juror.reappoint(chair, qualified)?,
        None => Juror::appointed(challenge, account, chair, qualified),
    };
    let now = tx.now();
    jurors::save(tx.conn(), &juror, now)
        .await
        .map_err(|error| match error.constraint() {
            Some(jurors::ONE_CHAIR) => AppError::ChairTaken,
            _ => error.into(),
        })?;
    if is_new {
        let event = published::juror_appointed(challenge, account);
        tx.append(juror_aggregate(challenge, account), &event)
            .await?;
    }
    tx.commit().await?;
    Ok(juror)
}

/// Only identity knows who exists.
async fn require_account(ctx: &Context, account: AccountId) -> Result<(), AppError> {
    let name = EntrantName::Account(account);
    if ctx.identity.display_names(&[name]).await?.is_empty() {
        return Err(AppError::AccountNotFound(account));
    }
    Ok(())
}
