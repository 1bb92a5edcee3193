//! Enters an appeal against a result.

use linia_chassis::{auth::Caller, id::ChallengeId, idempotency::RequestKey};
use linia_proto::challenges::v1 as pb;

use super::{AppError, Context, access::Target, change::save_in_tx};
use crate::{convert::appeal::to_message, domain::appeal::Appeal, store};

/// What to enter.
#[derive(Debug)]
pub struct RecordAppeal {
    /// Against whose result.
    pub challenge: ChallengeId,
    /// The file number of the body that hears it.
    pub reference: String,
}

impl Context {
    /// Enters an appeal. A repeated request gets the first answer.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn record_appeal(
        &self,
        caller: &Caller,
        key: &RequestKey,
        command: RecordAppeal,
    ) -> Result<pb::Appeal, AppError> {
        let actor = caller.account()?.into();
        let mut tx = self.database.begin_write().await?;
        if let Some(answer) = key.replay_in_tx(&mut tx).await? {
            return Ok(answer);
        }
        let target = Target::any(command.challenge);
        let before = self
            .lock_for(tx.conn(), caller, "record_appeal", &target)
            .await?;
        let (challenge, now) = (before.challenge.clone(), tx.now());
        let appeal = Appeal::served(command.reference, now);
        let (changed, event) = challenge.record_appeal(appeal.clone(), now)?;
        save_in_tx(&mut tx, &before, changed, &event, actor).await?;
        store::appeal::save(tx.conn(), command.challenge, &appeal).await?;
        let answer = to_message(command.challenge, &appeal);
        key.save_in_tx(&mut tx, &answer).await?;
        tx.commit().await?;
        Ok(answer)
    }
}
