//! Shows a challenge.

use linia_chassis::{auth::Caller, id::ChallengeId};

use super::{AppError, ChallengeView, Context, access::reader};
use crate::store;

impl Context {
    /// Shows a challenge to a caller who may see it.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn get_challenge(
        &self,
        caller: &Caller,
        id: ChallengeId,
    ) -> Result<ChallengeView, AppError> {
        let mut connection = self.database.read().await?;
        let stored = self.find_visible(&mut connection, caller, id).await?;
        let now = store::clock::now(&mut connection).await?;
        Ok(ChallengeView {
            reader: reader(caller, &stored.challenge),
            stored,
            now,
        })
    }
}
