//! A person registers an organization.

use linia_chassis::{auth::Caller, idempotency::RequestKey};
use linia_proto::identity::v1 as pb;

use crate::{
    app::{AppError, Context, resource},
    domain::{
        membership::{Member, Members, Role},
        organization::{Organization, OrganizationDetails},
    },
    events::published,
    store::{memberships, organizations},
};

/// Registers an organization, with the caller as its head. It answers in the
/// contract's terms, because a repeated call gets the first answer.
///
/// # Errors
/// [`AppError::Store`] with `IdentifierTaken` if another organization holds one
/// of the identifiers.
pub async fn create_organization(
    context: &Context,
    caller: &Caller,
    key: RequestKey,
    details: OrganizationDetails,
) -> Result<pb::Organization, AppError> {
    let head = caller.account()?;
    let installation = resource::installation();
    context
        .policy
        .authorize(caller, "CreateOrganization", &installation)?;

    let mut tx = context.database.begin_write().await?;
    if let Some(answer) = key.replay_in_tx(&mut tx).await? {
        return Ok(answer);
    }
    let (organization, registered) = Organization::register(details, tx.now());
    let (_, granted) = Members::found(head);
    organizations::insert_organization(tx.conn(), &organization).await?;
    organizations::insert_identifiers(tx.conn(), &organization).await?;
    let member = Member {
        account: head,
        role: Role::Head,
    };
    memberships::insert_membership(tx.conn(), organization.id, member).await?;
    published::append_organization_event(&mut tx, organization.id, registered).await?;
    published::append_organization_event(&mut tx, organization.id, granted).await?;
    let answer = organization.into();
    key.save_in_tx(&mut tx, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}
