//! The ledger of a challenge.

use linia_chassis::{auth::Caller, id::ChallengeId, paging::Page};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{Access, AppError};
use crate::{domain::LedgerLine, store};

/// The key of the last line of a page.
pub(crate) type Cursor = (OffsetDateTime, Uuid);

/// Returns a page of what happened to a challenge, in order of time, and the
/// token of the next.
///
/// # Errors
/// UNAUTHENTICATED; NOT_FOUND if it does not exist, and for all but the
/// authority's staff and operators.
pub(crate) async fn list_challenge_ledger(
    access: &Access,
    caller: &Caller,
    challenge: ChallengeId,
    page: &Page<Cursor>,
) -> Result<(Vec<LedgerLine>, String), AppError> {
    caller.account()?;
    let mut conn = access.database.read().await?;
    let authority = store::authority(&mut conn, challenge)
        .await?
        .ok_or(AppError::UnknownChallenge(challenge))?;
    access.internal(caller, "ListChallengeLedger", challenge, authority)?;
    let after = page.cursor().copied();
    let lines = store::list_ledger(&mut conn, challenge, after, page.limit()).await?;
    Ok(page.finish(lines, |line| (line.event_time, line.event_id)))
}
