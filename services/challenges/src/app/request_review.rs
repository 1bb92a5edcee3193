//! Hands a draft to the operators.

use linia_chassis::auth::Caller;

use super::{AppError, ChallengeView, Context, access::Target};

impl Context {
    /// Hands a draft to the operators.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn request_review(
        &self,
        caller: &Caller,
        target: &Target,
    ) -> Result<ChallengeView, AppError> {
        self.change(caller, "request_review", target, |challenge, now| {
            challenge.request_review(now)
        })
        .await
    }
}
