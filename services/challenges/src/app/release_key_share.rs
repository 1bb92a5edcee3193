//! Gives this service's share of a stage's key out.

use linia_chassis::{
    auth::{Caller, Principal},
    crypto::sealing::Share,
    database::WriteTx,
    id::StageId,
    policy::Resource,
};
use time::OffsetDateTime;

use super::{AppError, Context, change::lock_of_stage_in_tx, key_ceremony::unwrap};
use crate::{
    domain::key_release::{Refusal, ReleaseRequest},
    store::{self, challenge::StoredChallenge},
};

const ACTION: &str = "release_stage_key_share";

/// A share that was given out.
pub struct ReleasedShare {
    /// The share.
    pub share: Share,
    /// When works were last taken.
    pub close_time: OffsetDateTime,
}

impl Context {
    /// Gives a share out, or refuses; and records who asked, in either case.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn release_key_share(
        &self,
        caller: &Caller,
        request: &ReleaseRequest,
    ) -> Result<ReleasedShare, AppError> {
        let resource = Resource::new("Stage", request.stage);
        let permitted = self.policy.authorize(caller, ACTION, &resource);
        if caller.principal == Principal::Anonymous {
            // Nobody in particular could fill the record without end.
            permitted.clone()?;
        }
        let mut tx = self.database.begin_write().await?;
        let answer = match permitted {
            Ok(()) => self.release_in_tx(&mut tx, request).await,
            Err(problem) => Err(problem.into()),
        };
        let outcome = match &answer {
            Ok(_) => "RELEASED",
            Err(AppError::KeyRefused(refusal)) => refusal.reason(),
            Err(AppError::Refused(problem)) => problem.reason(),
            Err(AppError::KeyDamaged) => "KEY_SHARE_DAMAGED",
            // The transaction is broken: there is nothing to record with.
            Err(_) => return answer,
        };
        let principal = caller.principal.to_string();
        store::key_request::insert(tx.conn(), &principal, request, outcome).await?;
        tx.commit().await?;
        tracing::info!(
            stage.id = %request.stage,
            purpose = request.purpose.as_str(),
            outcome,
            "key share was asked for"
        );
        answer
    }

    async fn release_in_tx(
        &self,
        tx: &mut WriteTx,
        request: &ReleaseRequest,
    ) -> Result<ReleasedShare, AppError> {
        let (stage, purpose) = (request.stage, request.purpose);
        let stored = lock_of_key_in_tx(tx, stage).await?;
        let kept = store::key_share::find(tx.conn(), stage, purpose)
            .await?
            .ok_or(AppError::KeyDamaged)?;
        let approvals = store::opening_attempt::list_approvals(tx.conn(), stage).await?;
        stored
            .challenge
            .check_release(request, kept.record_sha256, &approvals, tx.now())?;
        let share = unwrap(
            &self.master_key,
            stage,
            purpose,
            &kept.wrapped_share,
            &kept.share_sha256,
        )?;
        let close_time = store::key_share::release(tx.conn(), request)
            .await?
            .ok_or(Refusal::ClosingRecordDiffers)?;
        Ok(ReleasedShare { share, close_time })
    }
}

/// Locks the challenge of a stage whose key is asked for, as whoever extends the
/// stage does. An unknown stage is a refusal, which is recorded.
pub(super) async fn lock_of_key_in_tx(
    tx: &mut WriteTx,
    stage: StageId,
) -> Result<StoredChallenge, AppError> {
    lock_of_stage_in_tx(tx, stage)
        .await
        .map_err(|error| match error {
            AppError::NotFound(_) => Refusal::StageUnknown(stage).into(),
            error => error,
        })
}
