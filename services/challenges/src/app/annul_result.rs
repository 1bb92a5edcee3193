//! Annuls the contest after the jury's result.

use linia_chassis::auth::Caller;

use super::{AppError, ChallengeView, Context, access::Target};

impl Context {
    /// Annuls the contest after the jury's result.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn annul_result(
        &self,
        caller: &Caller,
        target: &Target,
        reason: String,
    ) -> Result<ChallengeView, AppError> {
        self.change(caller, "annul_result", target, |challenge, now| {
            challenge.annul_result(reason, now)
        })
        .await
    }
}
