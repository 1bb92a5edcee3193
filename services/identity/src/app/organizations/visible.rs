//! What every use case on an existing organization begins with.

use linia_chassis::{auth::Caller, database::WriteTx, id::OrganizationId};
use sqlx::PgConnection;

use crate::{
    app::{AppError, Context, resource},
    domain::{membership::Members, organization::Organization},
    store::{memberships, organizations},
};

/// Finds an organization that the caller can see, and its members.
pub(super) async fn find_visible(
    context: &Context,
    caller: &Caller,
    conn: &mut PgConnection,
    id: OrganizationId,
) -> Result<(Organization, Members), AppError> {
    let organization = organizations::find_organization(conn, id)
        .await?
        .ok_or_else(|| AppError::NotFound(id.to_string()))?;
    let members = memberships::list_members(conn, id).await?;
    let seen = resource::organization(&organization, &members);
    context
        .policy
        .require_visible(caller, "GetOrganization", &seen, id)?;
    Ok((organization, members))
}

/// Locks an organization, and lets the caller pass who may do `action` to it.
pub(super) async fn lock_for_action_in_tx(
    context: &Context,
    caller: &Caller,
    tx: &mut WriteTx,
    id: OrganizationId,
    action: &str,
) -> Result<(Organization, Members), AppError> {
    if !organizations::lock_organization(tx.conn(), id).await? {
        return Err(AppError::NotFound(id.to_string()));
    }
    let (organization, members) = find_visible(context, caller, tx.conn(), id).await?;
    let target = resource::organization(&organization, &members);
    context.policy.authorize(caller, action, &target)?;
    Ok((organization, members))
}
