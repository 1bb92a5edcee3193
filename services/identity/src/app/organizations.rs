//! Organizations and memberships.

mod create_organization;
mod get_organization;
mod grant_membership;
mod list_organizations;
mod revoke_membership;
mod verify_organization;
mod visible;

use linia_chassis::id::OrganizationId;

pub use self::{
    create_organization::create_organization,
    get_organization::get_organization,
    grant_membership::grant_membership,
    list_organizations::{OrganizationPage, list_organizations},
    revoke_membership::revoke_membership,
    verify_organization::{VerifyOrganization, verify_organization},
};
use crate::domain::membership::Member;

/// A person's role in an organization, to grant or to take away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Membership {
    /// The organization.
    pub organization: OrganizationId,
    /// The person and the role.
    pub member: Member,
}
