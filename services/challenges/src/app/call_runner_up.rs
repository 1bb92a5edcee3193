//! Calls a runner-up for a prize that fell away.

use linia_chassis::{
    auth::Caller,
    id::{ChallengeId, WorkId},
    idempotency::RequestKey,
};
use linia_proto::challenges::v1 as pb;

use super::{AppError, Context, access::Target, change::save_in_tx};
use crate::{convert::runner_up::to_message, domain::error::TransitionError, store};

/// Whose prize fell away.
#[derive(Debug)]
pub struct CallRunnerUp {
    /// In which contest.
    pub challenge: ChallengeId,
    /// The work that held it.
    pub work: WorkId,
    /// Why; published.
    pub reason: String,
}

impl Context {
    /// Calls a runner-up. A repeated request gets the first answer.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn call_runner_up(
        &self,
        caller: &Caller,
        key: &RequestKey,
        command: CallRunnerUp,
    ) -> Result<pb::RunnerUpCall, AppError> {
        let account = caller.account()?;
        let mut tx = self.database.begin_write().await?;
        if let Some(answer) = key.replay_in_tx(&mut tx).await? {
            return Ok(answer);
        }
        let (id, work) = (command.challenge, command.work);
        let before = self
            .lock_for(tx.conn(), caller, "call_runner_up", &Target::any(id))
            .await?;
        let challenge = before.challenge.clone();
        let (changed, event) = challenge.call_runner_up(work, command.reason, account, tx.now())?;
        let called = changed.find_runner_up_call(work);
        let called = called.ok_or(TransitionError::RunnerUpNotCalled(work))?;
        store::runner_up::insert_call(tx.conn(), id, called).await?;
        let answer = to_message(id, called);
        save_in_tx(&mut tx, &before, changed, &event, account.into()).await?;
        key.save_in_tx(&mut tx, &answer).await?;
        tx.commit().await?;
        Ok(answer)
    }
}
