//! A stage's private keys: put together of two shares, here alone, for a
//! moment, in memory that is wiped.

use linia_chassis::{crypto::sealing::StageKey, id::StageId};

use crate::{
    app::{Context, error::AppError},
    clients::KeyPurpose,
};

/// Asks both keepers for their shares, against the record that justifies it.
pub async fn obtain(
    ctx: &Context,
    stage: StageId,
    purpose: KeyPurpose,
    record_sha256: [u8; 32],
) -> Result<StageKey, AppError> {
    let first = ctx.challenges.release_share(stage, purpose, record_sha256);
    let second = ctx.identity.release_share(stage, purpose, record_sha256);
    // One after the other: the second is not asked for nothing.
    let one = first.await?;
    let other = second.await?;
    Ok(StageKey::combine(&one, &other))
}
