//! Gives a challenge back to its editors.

use linia_chassis::auth::Caller;

use super::{AppError, ChallengeView, Context, access::Target};
use crate::domain::remark::RemarkKind;

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
        let said = Some((RemarkKind::Returned, remarks.clone()));
        self.change_with_remark(
            caller,
            "return_challenge",
            target,
            said,
            |challenge, now| challenge.send_back(remarks, now),
        )
        .await
    }
}
