//! An operator confirms that an organization is what it says.

use linia_chassis::{auth::Caller, id::OrganizationId};

use super::visible::lock_for_action_in_tx;
use crate::{
    app::{AppError, Context},
    domain::organization::Organization,
    events::published,
    store::organizations,
};

/// Names the organization to verify.
pub struct VerifyOrganization {
    /// The organization.
    pub id: OrganizationId,
    /// What the operator has seen; empty if it does not matter.
    pub etag: String,
}

/// Verifies an organization.
///
/// # Errors
/// [`AppError::Caller`] for anyone but an operator;
/// [`AppError::EtagMismatch`]; [`AppError::Refused`] if it is verified already.
pub async fn verify_organization(
    context: &Context,
    caller: &Caller,
    command: VerifyOrganization,
) -> Result<Organization, AppError> {
    let VerifyOrganization { id, etag } = command;
    let verifier = caller.account()?;

    let mut tx = context.database.begin_write().await?;
    let (organization, _) =
        lock_for_action_in_tx(context, caller, &mut tx, id, "VerifyOrganization").await?;
    if !etag.is_empty() && etag != organization.etag() {
        return Err(AppError::EtagMismatch);
    }
    let now = tx.now();
    let (organization, verified) = organization.verify(verifier, now)?;
    organizations::update_verification(tx.conn(), &organization, now, verifier).await?;
    published::append_organization_event(&mut tx, id, verified).await?;
    tx.commit().await?;
    Ok(organization)
}
