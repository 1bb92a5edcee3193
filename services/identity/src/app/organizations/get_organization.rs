//! Somebody looks at an organization.

use linia_chassis::{auth::Caller, id::OrganizationId};

use super::visible::find_visible;
use crate::{
    app::{AppError, Context, resource},
    domain::organization::Organization,
};

/// Returns an organization that the caller can see.
///
/// # Errors
/// [`AppError::NotFound`] or NOT_FOUND, which the caller cannot tell apart.
pub async fn get_organization(
    context: &Context,
    caller: &Caller,
    id: OrganizationId,
) -> Result<Organization, AppError> {
    resource::require_sign_in(caller)?;
    let mut conn = context.database.read().await?;
    let (organization, _) = find_visible(context, caller, &mut conn, id).await?;
    Ok(organization)
}
