//! Publishes an approved challenge.
//!
//! The keys are made between two transactions, because identity must hold its
//! shares before anything is published, and no lock is held while another
//! service is asked. The second transaction starts from nothing the first one
//! found: if the challenge changed meanwhile, the keys are thrown away.

use linia_chassis::{auth::Caller, database::WriteTx, idempotency::RequestKey};
use linia_proto::challenges::v1 as pb;

use super::{
    AppError, ChallengeView, Context,
    access::Target,
    change::save_in_tx,
    key_ceremony::{StageKeys, unwrap},
};
use crate::{
    convert::challenge::Reader,
    domain::{act::Actor, challenge::Challenge},
    store::{self, StoreError, StoredChallenge, key_share::NewShare},
};

const ACTION: &str = "publish_challenge";

impl Context {
    /// Publishes an approved challenge. Can be repeated after any failure.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn publish_challenge(
        &self,
        caller: &Caller,
        key: &RequestKey,
        target: &Target,
    ) -> Result<pb::Challenge, AppError> {
        let actor = caller.account()?.into();
        let mut tx = self.database.begin_write().await?;
        if let Some(answer) = key.replay_in_tx(&mut tx).await? {
            return Ok(answer);
        }
        let approved = self.lock_for(tx.conn(), caller, ACTION, target).await?;
        approved.challenge.check_publishable(tx.now())?;
        drop(tx);

        let keys = self.make_keys(&approved.challenge).await?;

        let mut tx = self.database.begin_write().await?;
        if let Some(answer) = key.replay_in_tx(&mut tx).await? {
            return Ok(answer);
        }
        let before = self.lock_for(tx.conn(), caller, ACTION, target).await?;
        if before.version != approved.version {
            return Err(StoreError::Changed.into());
        }
        let stored = self.publish_in_tx(&mut tx, before, keys, actor).await?;
        let answer = pb::Challenge::from(ChallengeView {
            stored,
            reader: Reader::Staff,
            now: tx.now(),
        });
        key.save_in_tx(&mut tx, &answer).await?;
        tx.commit().await?;
        Ok(answer)
    }

    pub(super) async fn make_keys(
        &self,
        challenge: &Challenge,
    ) -> Result<Vec<StageKeys>, AppError> {
        let mut keys = Vec::new();
        // One without a closing time is not publishable.
        for close_time in challenge
            .content
            .stages
            .iter()
            .filter_map(|stage| stage.close_time)
        {
            keys.push(self.make_stage_keys(close_time).await?);
        }
        Ok(keys)
    }

    pub(super) async fn publish_in_tx(
        &self,
        tx: &mut WriteTx,
        before: StoredChallenge,
        keys: Vec<StageKeys>,
        actor: Actor,
    ) -> Result<StoredChallenge, AppError> {
        let id = before.challenge.id;
        for (keys, ordinal) in keys.iter().zip(1..) {
            let stage = &keys.stage;
            store::stage::publish(tx.conn(), id, ordinal, stage).await?;
            store::stage_secret::insert(tx.conn(), stage.id, &keys.wrapped_secret).await?;
            for share in &keys.shares {
                store::key_share::insert(tx.conn(), share).await?;
                self.check_kept(tx, share).await?;
            }
        }
        let stages = keys.into_iter().map(|keys| keys.stage).collect();
        let (published, event) = before.challenge.clone().publish(stages, tx.now())?;
        save_in_tx(tx, &before, published, &event, actor).await
    }

    /// Reads a share back as it will be read when the stage has closed.
    async fn check_kept(&self, tx: &mut WriteTx, share: &NewShare) -> Result<(), AppError> {
        let (stage, purpose) = (share.stage, share.purpose);
        let kept = store::key_share::find(tx.conn(), stage, purpose)
            .await?
            .ok_or(AppError::KeyDamaged)?;
        unwrap(
            &self.master_key,
            stage,
            purpose,
            &kept.wrapped_share,
            &share.share_sha256,
        )?;
        Ok(())
    }
}
