//! A head takes a role away.

use linia_chassis::auth::Caller;

use super::{Membership, visible::lock_for_action_in_tx};
use crate::{
    app::{AppError, Context},
    domain::TransitionError,
    events::published,
    store::memberships,
};

/// Takes a role away.
///
/// # Errors
/// [`AppError::Caller`] for anyone but a head; [`AppError::Refused`] if the
/// person does not hold the role, or no head would be left.
pub async fn revoke_membership(
    context: &Context,
    caller: &Caller,
    command: Membership,
) -> Result<(), AppError> {
    let Membership {
        organization,
        member,
    } = command;
    caller.account()?;

    let mut tx = context.database.begin_write().await?;
    let (_, members) =
        lock_for_action_in_tx(context, caller, &mut tx, organization, "RevokeMembership").await?;
    let (_, revoked) = members.revoke(member)?;
    if !memberships::delete_membership(tx.conn(), organization, member).await? {
        return Err(TransitionError::LastHead.into());
    }
    published::append_organization_event(&mut tx, organization, revoked).await?;
    tx.commit().await?;
    Ok(())
}
