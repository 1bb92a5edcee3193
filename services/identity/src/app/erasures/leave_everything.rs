//! Whoever is erased leaves all that they belong to.

use linia_chassis::{
    database::WriteTx,
    id::{AccountId, OrganizationId, TeamId},
};

use crate::{
    app::AppError,
    domain::TransitionError,
    events::published,
    store::{memberships, teams},
};

/// Takes every role, place and invitation away from a person. The organizations
/// and teams are locked.
///
/// # Errors
/// [`AppError::Refused`] if an organization would be left without a head.
pub(super) async fn leave_everything_in_tx(
    tx: &mut WriteTx,
    account: AccountId,
    organizations: &[OrganizationId],
    joined: &[TeamId],
) -> Result<(), AppError> {
    for organization in organizations {
        let mut members = memberships::list_members(tx.conn(), *organization).await?;
        for member in members.of(account) {
            let (left, revoked) = members.revoke(member)?;
            members = left;
            if !memberships::delete_membership(tx.conn(), *organization, member).await? {
                return Err(TransitionError::LastHead.into());
            }
            published::append_organization_event(tx, *organization, revoked).await?;
        }
    }
    for id in joined {
        let Some(team) = teams::find_team(tx.conn(), *id).await? else {
            continue;
        };
        let (_, left) = team.leave(account);
        teams::delete_member(tx.conn(), *id, account).await?;
        if let Some(left) = left {
            published::append_team_event(tx, *id, left).await?;
        }
    }
    Ok(())
}
