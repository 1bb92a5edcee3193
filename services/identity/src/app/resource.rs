//! What the policies are told of the things that callers ask for.

use linia_chassis::{
    auth::{Caller, Principal},
    policy::Resource,
    problem::Problem,
};

use crate::domain::{membership::Members, organization::Organization, team::Team};

/// This installation: what a call is about that is about nothing narrower.
#[must_use]
pub fn installation() -> Resource {
    Resource::new("Installation", "linia")
}

/// An organization and who may act for it now, whatever older tokens say.
#[must_use]
pub fn organization(organization: &Organization, members: &Members) -> Resource {
    Resource::new("Organization", organization.id)
        .bool("verified", organization.is_verified())
        .entities("heads", "Account", members.heads())
        .entities("members", "Account", members.accounts())
}

/// A team.
#[must_use]
pub fn team(team: &Team) -> Resource {
    Resource::new("Team", team.id)
        .entities("members", "Account", &team.members)
        .entities("invited", "Account", &team.invited)
}

/// Asks who calls before anything is looked up, so that nobody in particular
/// learns what exists.
///
/// # Errors
/// UNAUTHENTICATED (`SIGN_IN_REQUIRED`).
pub fn require_sign_in(caller: &Caller) -> Result<(), Problem> {
    match caller.principal {
        Principal::Account(_) | Principal::Service(_) => Ok(()),
        Principal::Anonymous => Err(Problem::unauthenticated(
            "SIGN_IN_REQUIRED",
            "an access token is required",
        )),
    }
}
