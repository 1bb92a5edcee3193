//! Lists the appeals against a result.

use linia_chassis::{auth::Caller, id::ChallengeId};

use super::{AppError, Context};
use crate::domain::appeal::Appeal;

impl Context {
    /// Lists the appeals against a challenge's result, oldest first.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn list_appeals(
        &self,
        caller: &Caller,
        challenge: ChallengeId,
    ) -> Result<Vec<Appeal>, AppError> {
        let mut connection = self.database.read().await?;
        let stored = self
            .find_visible(&mut connection, caller, challenge)
            .await?;
        Ok(stored.challenge.appeals)
    }
}
