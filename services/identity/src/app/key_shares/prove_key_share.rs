//! Challenges asks, before it publishes, whether a share is still there.

use linia_chassis::{auth::Caller, crypto::sha256, id::StageId};

use super::wrapping;
use crate::{
    app::{AppError, Context, resource},
    domain::key_share::{Digest, KeyPurpose},
    store::key_shares,
};

/// Names a share.
pub struct ProveKeyShare {
    /// The stage that the key seals.
    pub stage: StageId,
    /// What the key is for.
    pub purpose: KeyPurpose,
}

/// Unwraps a share and returns its hash, for the depositor to compare.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::KeyShareDamaged`].
pub async fn prove_key_share(
    context: &Context,
    caller: &Caller,
    command: ProveKeyShare,
) -> Result<Digest, AppError> {
    let installation = resource::installation();
    context
        .policy
        .authorize(caller, "ProveKeyShare", &installation)?;
    let ProveKeyShare { stage, purpose } = command;

    let mut conn = context.database.read().await?;
    let wrapped = key_shares::find_wrapped_share(&mut conn, stage, purpose)
        .await?
        .ok_or_else(|| AppError::NotFound(format!("the key share of {stage}")))?;
    let kept = wrapping::unwrap(&context.master_key, stage, purpose, &wrapped)?;
    Ok(sha256(kept.as_slice()))
}
