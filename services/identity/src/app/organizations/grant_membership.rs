//! A head lets a person act for the organization.

use linia_chassis::auth::Caller;

use super::{Membership, visible::lock_for_action_in_tx};
use crate::{
    app::{AppError, Context},
    events::published,
    store::{StoreError, memberships},
};

/// Grants a role. Repeating it is harmless.
///
/// # Errors
/// [`AppError::Caller`] for anyone but a head; [`AppError::NotFound`] for an
/// unknown account.
pub async fn grant_membership(
    context: &Context,
    caller: &Caller,
    command: Membership,
) -> Result<Membership, AppError> {
    let Membership {
        organization,
        member,
    } = command;
    caller.account()?;

    let mut tx = context.database.begin_write().await?;
    let (_, members) =
        lock_for_action_in_tx(context, caller, &mut tx, organization, "GrantMembership").await?;
    if let (_, Some(granted)) = members.grant(member) {
        memberships::insert_membership(tx.conn(), organization, member)
            .await
            .map_err(|error| match error {
                StoreError::AccountUnknown => AppError::NotFound(member.account.to_string()),
                other => other.into(),
            })?;
        published::append_organization_event(&mut tx, organization, granted).await?;
    }
    tx.commit().await?;
    Ok(command)
}
