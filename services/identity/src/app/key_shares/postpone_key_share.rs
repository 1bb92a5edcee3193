//! Challenges has moved the closing time of a stage.

use linia_chassis::{auth::Caller, id::StageId};
use time::OffsetDateTime;

use crate::{
    app::{AppError, Context, resource},
    domain::{TransitionError, key_share::KeyShare},
    store::key_shares,
};

/// Names a stage and its new time.
pub struct PostponeKeyShare {
    /// The stage; all of its shares are postponed.
    pub stage: StageId,
    /// The new earliest release.
    pub release_time: OffsetDateTime,
}

/// Holds all shares of a stage back until a later time. Repeating it with the
/// same time is harmless.
///
/// # Errors
/// [`AppError::NotFound`] if there is no share; [`AppError::Refused`] for an
/// earlier time, or once one was given out.
pub async fn postpone_key_share(
    context: &Context,
    caller: &Caller,
    command: PostponeKeyShare,
) -> Result<(), AppError> {
    let installation = resource::installation();
    context
        .policy
        .authorize(caller, "PostponeKeyShare", &installation)?;
    let PostponeKeyShare {
        stage,
        release_time,
    } = command;

    let mut tx = context.database.begin_write().await?;
    let shares = key_shares::lock_key_shares_of_stage(tx.conn(), stage).await?;
    if shares.is_empty() {
        return Err(AppError::NotFound(format!("a key share of {stage}")));
    }
    let postponed: Result<Vec<KeyShare>, TransitionError> = shares
        .into_iter()
        .map(|share| share.postpone(release_time))
        .collect();
    for share in postponed? {
        key_shares::update_release_time(tx.conn(), &share).await?;
    }
    tx.commit().await?;
    Ok(())
}
