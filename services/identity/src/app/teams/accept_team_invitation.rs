//! The person invited agrees.

use linia_chassis::{auth::Caller, id::TeamId};

use super::visible::lock_visible_in_tx;
use crate::{
    app::{AppError, Context},
    domain::team::Team,
    events::published,
    store::teams,
};

/// Accepts an invitation. Repeating it is harmless.
///
/// # Errors
/// [`AppError::NotFound`] or NOT_FOUND if there is no invitation.
pub async fn accept_team_invitation(
    context: &Context,
    caller: &Caller,
    id: TeamId,
) -> Result<Team, AppError> {
    let account = caller.account()?;

    let mut tx = context.database.begin_write().await?;
    let team = lock_visible_in_tx(context, caller, &mut tx, id, "AcceptTeamInvitation").await?;
    let (team, joined) = team.accept(account)?;
    if let Some(joined) = joined {
        teams::upsert_member(tx.conn(), id, account).await?;
        published::append_team_event(&mut tx, id, joined).await?;
    }
    tx.commit().await?;
    Ok(team)
}
