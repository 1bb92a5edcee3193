//! A member asks a person to join.

use linia_chassis::{
    auth::Caller,
    id::{AccountId, TeamId},
};

use super::visible::lock_visible_in_tx;
use crate::{
    app::{AppError, Context, resource},
    domain::team::Team,
    events::published,
    store::{StoreError, teams},
};

/// Names whom to invite.
pub struct InviteTeamMember {
    /// The team.
    pub team: TeamId,
    /// The person.
    pub account: AccountId,
}

/// Invites a person. Repeating it is harmless.
///
/// # Errors
/// [`AppError::Caller`] for those who are only invited themselves;
/// [`AppError::NotFound`] for an unknown account or a team that the caller
/// cannot see.
pub async fn invite_team_member(
    context: &Context,
    caller: &Caller,
    command: InviteTeamMember,
) -> Result<Team, AppError> {
    let InviteTeamMember { team: id, account } = command;
    caller.account()?;

    let mut tx = context.database.begin_write().await?;
    let team = lock_visible_in_tx(context, caller, &mut tx, id, "GetTeam").await?;
    context
        .policy
        .authorize(caller, "InviteTeamMember", &resource::team(&team))?;
    let (team, invited) = team.invite(account);
    if let Some(invited) = invited {
        teams::insert_invitation(tx.conn(), id, account)
            .await
            .map_err(|error| match error {
                StoreError::AccountUnknown => AppError::NotFound(account.to_string()),
                other => other.into(),
            })?;
        published::append_team_event(&mut tx, id, invited).await?;
    }
    tx.commit().await?;
    Ok(team)
}
