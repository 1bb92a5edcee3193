//! What access tokens tell of a person and of those in whose name they can
//! enter contests.

use linia_chassis::{
    id::TeamId,
    standing::{self, OrganizationStanding, Standing},
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

const fn kind(kind: OrganizationKind) -> standing::OrganizationKind {
    match kind {
        OrganizationKind::ContractingAuthority => standing::OrganizationKind::ContractingAuthority,
        OrganizationKind::Company => standing::OrganizationKind::Company,
        OrganizationKind::Research => standing::OrganizationKind::Research,
        OrganizationKind::NonGovernmental => standing::OrganizationKind::NonGovernmental,
    }
}

const fn size(size: OrganizationSize) -> standing::OrganizationSize {
    match size {
        OrganizationSize::Micro => standing::OrganizationSize::Micro,
        OrganizationSize::Small => standing::OrganizationSize::Small,
        OrganizationSize::Medium => standing::OrganizationSize::Medium,
        OrganizationSize::Large => standing::OrganizationSize::Large,
    }
}
