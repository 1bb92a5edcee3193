//! Approves the jury's result.

use linia_chassis::auth::Caller;

use super::{AppError, ChallengeView, Context, access::Target};

impl Context {
    /// Approves the jury's result.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn approve_result(
        &self,
        caller: &Caller,
        target: &Target,
    ) -> Result<ChallengeView, AppError> {
        self.change(caller, "approve_result", target, |challenge, now| {
            challenge.approve_result(now)
        })
        .await
    }
}
