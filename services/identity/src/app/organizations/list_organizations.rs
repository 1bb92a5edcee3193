//! Somebody looks for organizations.

use linia_chassis::{
    auth::{Caller, Principal},
    paging::Page,
};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    app::{AppError, Context, resource},
    domain::organization::Organization,
    store::organizations::{self, Viewer},
};

/// A page of organizations.
pub struct OrganizationPage {
    /// The page, newest first.
    pub organizations: Vec<Organization>,
    /// Empty on the last page.
    pub next_page_token: String,
}

/// Lists the organizations that the caller can see: those, and only those, that
/// the policy lets them get.
///
/// # Errors
/// [`AppError::Caller`] for nobody in particular.
pub async fn list_organizations(
    context: &Context,
    caller: &Caller,
    page: Page<(OffsetDateTime, Uuid)>,
) -> Result<OrganizationPage, AppError> {
    let installation = resource::installation();
    context
        .policy
        .authorize(caller, "ListOrganizations", &installation)?;
    let viewer = match caller.principal {
        Principal::Account(account) if !caller.is_operator() => Viewer::Account(account),
        Principal::Account(_) | Principal::Service(_) => Viewer::All,
        // The policy has refused them; nothing is theirs to see.
        Principal::Anonymous => return Ok(OrganizationPage::empty()),
    };

    let mut conn = context.database.read().await?;
    let cursor = page.cursor().copied();
    let found = organizations::list_organizations(&mut conn, viewer, cursor, page.limit()).await?;
    let (organizations, next_page_token) = page.finish(found, |organization| {
        (organization.create_time, organization.id.as_uuid())
    });
    Ok(OrganizationPage {
        organizations,
        next_page_token,
    })
}

impl OrganizationPage {
    const fn empty() -> Self {
        Self {
            organizations: Vec::new(),
            next_page_token: String::new(),
        }
    }
}
