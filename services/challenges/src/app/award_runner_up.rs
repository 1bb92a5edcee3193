//! Awards a prize that fell away to whoever stepped in for it.

use linia_chassis::{
    auth::Caller,
    id::{ChallengeId, WorkId},
};
use linia_proto::challenges::v1 as pb;

use super::{AppError, Context, access::Target, change::save_in_tx};
use crate::{convert::runner_up::to_message, domain::error::TransitionError, store};

impl Context {
    /// Awards the prize that a work held. Repeating it is harmless.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn award_runner_up(
        &self,
        caller: &Caller,
        id: ChallengeId,
        work: WorkId,
    ) -> Result<pb::RunnerUpCall, AppError> {
        let actor = caller.account()?.into();
        let mut tx = self.database.begin_write().await?;
        let before = self
            .lock_for(tx.conn(), caller, "award_runner_up", &Target::any(id))
            .await?;
        let known = before.challenge.find_runner_up_call(work);
        if let Some(known) = known.filter(|call| call.award_time().is_some()) {
            return Ok(to_message(id, known));
        }
        let now = tx.now();
        let (changed, event) = before.challenge.clone().award_runner_up(work, now)?;
        store::runner_up::award(tx.conn(), id, work, now).await?;
        let call = changed.find_runner_up_call(work);
        let answer = to_message(id, call.ok_or(TransitionError::RunnerUpNotCalled(work))?);
        save_in_tx(&mut tx, &before, changed, &event, actor).await?;
        tx.commit().await?;
        Ok(answer)
    }
}
