//! Gives a challenge back to its editors.

use linia_chassis::auth::Caller;

use super::{AppError, ChallengeView, Context, access::Target};

impl Context {
    /// Gives a challenge back to its editors.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn return_challenge(
        &self,
        caller: &Caller,
        target: &Target,
        remarks: String,
    ) -> Result<ChallengeView, AppError> {
        self.change(caller, "return_challenge", target, |challenge, now| {
            challenge.send_back(remarks, now)
        })
        .await
    }
}
