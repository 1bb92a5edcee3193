//! Submissions asks for a share after a stage has closed.

use linia_chassis::{
    auth::{Caller, Principal},
    crypto::sealing::Share,
    database::WriteTx,
    id::StageId,
};

use super::wrapping;
use crate::{
    app::{AppError, Context, resource},
    domain::{
        TransitionError,
        key_share::{Digest, KeyPurpose, ReleaseOutcome},
    },
    store::key_shares,
};

/// Asks for a share against a record.
#[derive(Debug, Clone, Copy)]
pub struct ReleaseKeyShare {
    /// The stage that the key seals.
    pub stage: StageId,
    /// What the key is for.
    pub purpose: KeyPurpose,
    /// SHA-256 of the closing record or of the published decision.
    pub record_sha256: Digest,
}

/// Gives a share out, not before its time. Every attempt by somebody known is
/// recorded, and the record is kept although the answer is an error.
///
/// # Errors
/// [`AppError::Caller`] for anyone but submissions; [`AppError::NotFound`];
/// [`AppError::Refused`] before its time or against another record;
/// [`AppError::KeyShareDamaged`].
pub async fn release_key_share(
    context: &Context,
    caller: &Caller,
    command: ReleaseKeyShare,
) -> Result<Share, AppError> {
    let installation = resource::installation();
    let permitted = context
        .policy
        .authorize(caller, "ReleaseKeyShare", &installation);
    if let (Err(denied), Principal::Anonymous) = (&permitted, &caller.principal) {
        return Err(denied.clone().into());
    }

    let mut tx = context.database.begin_write().await?;
    let released = match permitted {
        Ok(()) => release_in_tx(context, &mut tx, &command).await,
        Err(denied) => Err(denied.into()),
    };
    let Some(outcome) = outcome_of(&released) else {
        return released;
    };
    key_shares::insert_release_request(
        tx.conn(),
        command.stage,
        command.purpose,
        &command.record_sha256,
        &caller.principal.to_string(),
        outcome,
    )
    .await?;
    tx.commit().await?;
    tracing::info!(stage.id = %command.stage, ?outcome, "key share was asked for");
    released
}

async fn release_in_tx(
    context: &Context,
    tx: &mut WriteTx,
    command: &ReleaseKeyShare,
) -> Result<Share, AppError> {
    let ReleaseKeyShare {
        stage,
        purpose,
        record_sha256,
    } = *command;
    let share = key_shares::lock_key_share(tx.conn(), stage, purpose)
        .await?
        .ok_or_else(|| AppError::NotFound(format!("the key share of {stage}")))?;
    share.release(record_sha256, tx.now())?;
    // The statement repeats the guard: what it returns is the only way out.
    let wrapped = key_shares::release_key_share(tx.conn(), stage, purpose, &record_sha256)
        .await?
        .ok_or(TransitionError::StageNotClosed)?;
    wrapping::unwrap(&context.master_key, stage, purpose, &wrapped)
}

/// What to record; nothing if the database failed, which then cannot record, nor
/// for what a release never meets.
fn outcome_of(released: &Result<Share, AppError>) -> Option<ReleaseOutcome> {
    match released {
        Ok(_) => Some(ReleaseOutcome::Released),
        Err(AppError::Caller(_)) => Some(ReleaseOutcome::NotPermitted),
        Err(AppError::NotFound(_)) => Some(ReleaseOutcome::Unknown),
        Err(AppError::Refused(TransitionError::ClosingRecordDiffers)) => {
            Some(ReleaseOutcome::RecordDiffers)
        }
        Err(AppError::Refused(TransitionError::StageNotClosed)) => Some(ReleaseOutcome::NotClosed),
        Err(AppError::KeyShareDamaged) => Some(ReleaseOutcome::Damaged),
        Err(
            AppError::Refused(_)
            | AppError::Store(_)
            | AppError::Idempotency(_)
            | AppError::Password(_)
            | AppError::EtagMismatch
            | AppError::CredentialsInvalid
            | AppError::RefreshTokenInvalid
            | AppError::VerificationTokenInvalid
            | AppError::OperatorSecretInvalid
            | AppError::KeyIdTaken
            | AppError::Work(_),
        ) => None,
    }
}
