//! Tells the true window of a stage.

use linia_chassis::{auth::Caller, database::clock_now, id::StageId, policy::Resource};
use linia_proto::challenges::v1 as pb;

use super::{AppError, Context};
use crate::{convert::stage::published_to_messages, store};

impl Context {
    /// Returns a published stage as it is now. Whoever asks at the closing time
    /// closes by the answer: so an extension that was decided in time and is not
    /// committed yet is waited for, and one that is decided after the answer
    /// finds its time over by the one clock, which is read after the wait.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn get_stage(
        &self,
        caller: &Caller,
        stage: StageId,
    ) -> Result<pb::PublishedStage, AppError> {
        let resource = Resource::new("Stage", stage);
        self.policy.authorize(caller, "get_stage", &resource)?;
        let mut tx = self.database.begin_write().await?;
        let unknown = || AppError::NotFound(stage.to_string());
        let challenge = store::stage::find_challenge(tx.conn(), stage)
            .await?
            .ok_or_else(unknown)?;
        let stored = store::challenge::settle(tx.conn(), challenge)
            .await?
            .ok_or_else(unknown)?;
        let now = clock_now(tx.conn()).await?;
        let view = stored.challenge.find_stage(stage).ok_or_else(unknown)?;
        let stages = published_to_messages(&stored.challenge, stored.event_version);
        let told = stages.into_iter().nth(view.index).ok_or_else(unknown)?;
        Ok(pb::PublishedStage {
            settled: view.is_settled(now),
            ..told
        })
    }
}
