//! Awards the prizes to the laureates.

use linia_chassis::auth::Caller;

use super::{AppError, ChallengeView, Context, access::Target};

impl Context {
    /// Awards the prizes to the laureates.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn award_prizes(
        &self,
        caller: &Caller,
        target: &Target,
    ) -> Result<ChallengeView, AppError> {
        self.change(caller, "award_prizes", target, |challenge, now| {
            challenge.award_prizes(now)
        })
        .await
    }
}
