//! Ends a challenge before its result.

use linia_chassis::auth::Caller;

use super::{AppError, ChallengeView, Context, access::Target};

impl Context {
    /// Ends a challenge before its result.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn cancel_challenge(
        &self,
        caller: &Caller,
        target: &Target,
        reason: String,
    ) -> Result<ChallengeView, AppError> {
        self.change(caller, "cancel_challenge", target, |challenge, now| {
            challenge.cancel(reason, now)
        })
        .await
    }
}
