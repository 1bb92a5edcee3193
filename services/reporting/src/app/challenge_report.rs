//! The numbers of a challenge.

use linia_chassis::{auth::Caller, id::ChallengeId};

use super::{Access, AppError};
use crate::{domain::ChallengeReport, store};

/// Returns the numbers of a published challenge.
///
/// # Errors
/// NOT_FOUND if it does not exist or was not published.
pub(crate) async fn get_challenge_report(
    access: &Access,
    caller: &Caller,
    challenge: ChallengeId,
) -> Result<ChallengeReport, AppError> {
    let mut conn = access.database.read().await?;
    let report = store::challenge_report(&mut conn, challenge)
        .await?
        .ok_or(AppError::UnknownChallenge(challenge))?;
    access.published(caller, "GetChallengeReport", challenge, report.authority)?;
    Ok(report)
}
