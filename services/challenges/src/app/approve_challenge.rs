//! Approves a challenge for publication.

use linia_chassis::auth::Caller;

use super::{AppError, ChallengeView, Context, access::Target};

impl Context {
    /// Approves a challenge for publication.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn approve_challenge(
        &self,
        caller: &Caller,
        target: &Target,
    ) -> Result<ChallengeView, AppError> {
        self.change(caller, "approve_challenge", target, |challenge, now| {
            challenge.approve(now)
        })
        .await
    }
}
