//! What access tokens tell of a person and of those in whose name they can
//! enter contests.

use linia_chassis::{
    auth::{self, OrganizationStanding, Standing},
    id::TeamId,
};

use crate::{
    domain::{
        account::Account,
        membership::Role,
        organization::{OrganizationKind, OrganizationSize},
    },
    store::roles::VerifiedRole,
};

/// The standing of a person.
pub(super) fn standing_of(
    account: &Account,
    memberships: &[VerifiedRole],
    teams: &[(TeamId, u32)],
) -> Standing {
    let enters = |it: &&VerifiedRole| matches!(it.role, Role::Head | Role::Representative);
    let organizations = memberships.iter().filter(enters).map(|it| {
        let standing = OrganizationStanding {
            kind: kind(it.kind),
            country: it.country.as_str().to_owned(),
            size: it.size.map(size),
        };
        (it.organization, standing)
    });
    let country = account.profile.country.as_ref();
    Standing {
        country: country.map(|country| country.as_str().to_owned()),
        assurance: account.assurance,
        organizations: organizations.collect(),
        team_sizes: teams.iter().copied().collect(),
    }
}

const fn kind(kind: OrganizationKind) -> auth::OrganizationKind {
    match kind {
        OrganizationKind::ContractingAuthority => auth::OrganizationKind::ContractingAuthority,
        OrganizationKind::Company => auth::OrganizationKind::Company,
        OrganizationKind::Research => auth::OrganizationKind::Research,
        OrganizationKind::NonGovernmental => auth::OrganizationKind::NonGovernmental,
    }
}

const fn size(size: OrganizationSize) -> auth::OrganizationSize {
    match size {
        OrganizationSize::Micro => auth::OrganizationSize::Micro,
        OrganizationSize::Small => auth::OrganizationSize::Small,
        OrganizationSize::Medium => auth::OrganizationSize::Medium,
        OrganizationSize::Large => auth::OrganizationSize::Large,
    }
}
