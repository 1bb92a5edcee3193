//! Tells the true window of a stage.

use linia_chassis::{auth::Caller, id::StageId, policy::Resource};
use linia_proto::challenges::v1 as pb;

use super::{AppError, Context};
use crate::{convert::stage::published_to_messages, store};

impl Context {
    /// Returns a published stage as it is now.
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
        let mut connection = self.database.read().await?;
        let unknown = || AppError::NotFound(stage.to_string());
        let challenge = store::stage::find_challenge(&mut connection, stage)
            .await?
            .ok_or_else(unknown)?;
        let stored = store::challenge::find(&mut connection, challenge)
            .await?
            .ok_or_else(unknown)?;
        let view = stored.challenge.find_stage(stage).ok_or_else(unknown)?;
        let stages = published_to_messages(&stored.challenge, stored.event_version);
        stages.into_iter().nth(view.index).ok_or_else(unknown)
    }
}
