//! Hands a draft to the head of the authority.

use linia_chassis::auth::Caller;

use super::{AppError, ChallengeView, Context, access::Target};

impl Context {
    /// Hands a draft to the head of the authority.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn request_approval(
        &self,
        caller: &Caller,
        target: &Target,
    ) -> Result<ChallengeView, AppError> {
        self.change(caller, "request_approval", target, |challenge, now| {
            challenge.request_approval(now)
        })
        .await
    }
}
