//! An operator's answer to a review.

use linia_chassis::auth::Caller;

use super::{AppError, ChallengeView, Context, access::Target};
use crate::domain::remark::RemarkKind;

impl Context {
    /// Gives a challenge in review back to its editors.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn request_changes(
        &self,
        caller: &Caller,
        target: &Target,
        remarks: String,
    ) -> Result<ChallengeView, AppError> {
        let said = Some((RemarkKind::ChangesRequested, remarks.clone()));
        self.change_with_remark(
            caller,
            "review_challenge",
            target,
            said,
            |challenge, now| challenge.request_changes(remarks, now),
        )
        .await
    }

    /// Hands a challenge in review to the head of the authority.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn accept_review(
        &self,
        caller: &Caller,
        target: &Target,
    ) -> Result<ChallengeView, AppError> {
        let said = Some((RemarkKind::Accepted, String::new()));
        self.change_with_remark(
            caller,
            "review_challenge",
            target,
            said,
            |challenge, now| challenge.accept_review(now),
        )
        .await
    }
}
