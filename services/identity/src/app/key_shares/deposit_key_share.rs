//! Challenges hands a share in.

use linia_chassis::{
    auth::Caller,
    crypto::{sealing::Share, sha256},
    id::StageId,
};
use time::OffsetDateTime;

use super::wrapping;
use crate::{
    app::{AppError, Context, resource},
    domain::key_share::{Digest, KeyPurpose, KeyShare},
    store::key_shares,
};

/// A share to keep.
pub struct DepositKeyShare {
    /// The stage that the key seals.
    pub stage: StageId,
    /// What the key is for.
    pub purpose: KeyPurpose,
    /// The share.
    pub share: Share,
    /// It is not given out before this time.
    pub release_time: OffsetDateTime,
}

/// Keeps a share, reads it back, and returns its hash. Repeating it with the
/// same share is harmless.
///
/// # Errors
/// [`AppError::Refused`] if another share is kept, or this one could be had at
/// once; [`AppError::KeyShareDamaged`] if it cannot be read back.
pub async fn deposit_key_share(
    context: &Context,
    caller: &Caller,
    command: DepositKeyShare,
) -> Result<Digest, AppError> {
    let installation = resource::installation();
    context
        .policy
        .authorize(caller, "DepositKeyShare", &installation)?;
    let DepositKeyShare {
        stage,
        purpose,
        share,
        release_time,
    } = command;
    let share_sha256 = sha256(share.as_slice());

    let mut tx = context.database.begin_write().await?;
    if key_shares::lock_key_share(tx.conn(), stage, purpose)
        .await?
        .is_none()
    {
        let deposited = KeyShare::deposit(stage, purpose, share_sha256, release_time, tx.now())?;
        let wrapped = wrapping::wrap(&context.master_key, stage, purpose, &share);
        key_shares::insert_key_share(tx.conn(), &deposited, &wrapped).await?;
    }
    // Read again: another deposit may have been quicker.
    key_shares::lock_key_share(tx.conn(), stage, purpose)
        .await?
        .ok_or(AppError::KeyShareDamaged)?
        .require_same(&share_sha256, release_time)?;
    let wrapped = key_shares::find_wrapped_share(tx.conn(), stage, purpose)
        .await?
        .ok_or(AppError::KeyShareDamaged)?;
    let kept = wrapping::unwrap(&context.master_key, stage, purpose, &wrapped)?;
    tx.commit().await?;
    Ok(sha256(kept.as_slice()))
}
