//! Lets people follow contests.

use linia_chassis::{auth::Caller, id::ChallengeId, paging::Page};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{Access, AppError, tell::change_roster};
use crate::{
    domain::{Following, RosterChange, followers},
    store,
};

/// The key of the last following of a page.
pub(crate) type Cursor = (OffsetDateTime, Uuid);

/// Has the caller hear of a contest from now on.
///
/// # Errors
/// UNAUTHENTICATED, PERMISSION_DENIED; NOT_FOUND.
pub(crate) async fn follow(
    access: &Access,
    caller: &Caller,
    challenge: ChallengeId,
) -> Result<Following, AppError> {
    let account = access.own(caller, "FollowChallenge")?;
    let mut tx = access.database.begin_write().await?;
    if store::find_challenge(tx.conn(), challenge).await?.is_none() {
        return Err(AppError::UnknownChallenge(challenge));
    }
    let group = followers(challenge);
    // Whatever is announced while this waits for the lock is caught up on.
    store::lock_scope(tx.conn(), group.scope).await?;
    let now = tx.now();
    change_roster(&mut tx, &RosterChange::Joined(group, account), now).await?;
    let since = store::follows_since(tx.conn(), group, account).await?;
    tx.commit().await?;
    Ok(Following {
        challenge,
        since: since.unwrap_or(now),
    })
}

/// Has the caller hear of a contest no longer.
///
/// # Errors
/// UNAUTHENTICATED, PERMISSION_DENIED.
pub(crate) async fn unfollow(
    access: &Access,
    caller: &Caller,
    challenge: ChallengeId,
) -> Result<(), AppError> {
    let account = access.own(caller, "UnfollowChallenge")?;
    let mut tx = access.database.begin_write().await?;
    let group = followers(challenge);
    store::lock_scope(tx.conn(), group.scope).await?;
    let now = tx.now();
    change_roster(&mut tx, &RosterChange::Left(group, account), now).await?;
    tx.commit().await?;
    Ok(())
}

/// Returns a page of what the caller follows, the newest first, and the token
/// of the next.
///
/// # Errors
/// UNAUTHENTICATED, PERMISSION_DENIED.
pub(crate) async fn list_followings(
    access: &Access,
    caller: &Caller,
    page: &Page<Cursor>,
) -> Result<(Vec<Following>, String), AppError> {
    let account = access.own(caller, "ListFollowings")?;
    let mut conn = access.database.read().await?;
    let after = page.cursor().copied();
    let followings = store::list_followings(&mut conn, account, after, page.limit()).await?;
    Ok(page.finish(followings, |it| (it.since, it.challenge.as_uuid())))
}
