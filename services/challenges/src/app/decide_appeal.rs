//! Enters what was decided on an appeal.

use linia_chassis::{auth::Caller, id::AppealId};
use linia_proto::challenges::v1 as pb;

use super::{AppError, Context, access::Target, change::save_in_tx};
use crate::{
    convert::appeal::to_message,
    domain::appeal::{Appeal, AppealDecision},
    store,
};

/// What was decided.
#[derive(Debug)]
pub struct DecideAppeal {
    /// On which appeal.
    pub appeal: AppealId,
    /// What.
    pub decision: AppealDecision,
    /// Why; published.
    pub reason: String,
}

impl DecideAppeal {
    fn is_said_of(&self, appeal: &Appeal) -> bool {
        appeal.verdict.as_ref().is_some_and(|verdict| {
            verdict.decision == self.decision && verdict.reason == self.reason
        })
    }
}

impl Context {
    /// Enters what was decided on an appeal.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn decide_appeal(
        &self,
        caller: &Caller,
        command: DecideAppeal,
    ) -> Result<pb::Appeal, AppError> {
        let actor = caller.account()?.into();
        let id = command.appeal;
        let unknown = || AppError::NotFound(id.to_string());
        let mut tx = self.database.begin_write().await?;
        let found = store::appeal::find_challenge(tx.conn(), id).await?;
        let target = Target::any(found.ok_or_else(unknown)?);
        let before = self
            .lock_for(tx.conn(), caller, "decide_appeal", &target)
            .await?;
        let known = before.challenge.find_appeal(id).ok_or_else(unknown)?;
        if command.is_said_of(known) {
            return Ok(to_message(target.challenge, known));
        }
        let challenge = before.challenge.clone();
        let (changed, event) =
            challenge.decide_appeal(id, command.decision, command.reason, tx.now())?;
        let decided = changed.find_appeal(id).ok_or_else(unknown)?.clone();
        // Before the challenge: the award waits for it there too.
        store::appeal::save(tx.conn(), target.challenge, &decided).await?;
        save_in_tx(&mut tx, &before, changed, &event, actor).await?;
        tx.commit().await?;
        Ok(to_message(target.challenge, &decided))
    }
}
