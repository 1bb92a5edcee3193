//! Organizations and memberships.

use std::collections::BTreeSet;

use linia_chassis::{
    grpc::timestamp,
    problem::{Problem, Violations},
};
use linia_proto::identity::v1 as pb;

use super::ReadFields;
use crate::{
    app::organizations::{Membership, OrganizationPage, VerifyOrganization},
    domain::{
        country::CountryCode,
        display_name::OrganizationName,
        identifiers::Identifier,
        membership::{Member, Role},
        organization::{Organization, OrganizationDetails, OrganizationKind, OrganizationSize},
    },
};

/// More than any register needs.
const MAX_IDENTIFIERS: usize = 20;

impl TryFrom<pb::CreateOrganizationRequest> for OrganizationDetails {
    type Error = Problem;

    fn try_from(request: pb::CreateOrganizationRequest) -> Result<Self, Problem> {
        let mut violations = Violations::default();
        let Some(organization) = request.organization else {
            violations.missing("organization");
            return Err(violations.into_problem());
        };
        let display_name = violations.value(
            "organization.display_name",
            OrganizationName::try_new(&organization.display_name),
        );
        let kind = read_kind(&mut violations, organization.kind());
        let country = violations.value(
            "organization.country_code",
            CountryCode::try_new(&organization.country_code),
        );
        let size = read_size(&mut violations, organization.size);
        let identifiers = read_identifiers(&mut violations, &organization.identifiers);
        let (Some(display_name), Some(kind), Some(country), Some(size), Some(identifiers)) =
            (display_name, kind, country, size, identifiers)
        else {
            return Err(violations.into_problem());
        };
        Ok(Self {
            display_name,
            kind,
            country,
            size,
            identifiers,
        })
    }
}

fn read_kind(violations: &mut Violations, kind: pb::OrganizationKind) -> Option<OrganizationKind> {
    match kind {
        pb::OrganizationKind::Unspecified => {
            violations.missing("organization.kind");
            None
        }
        pb::OrganizationKind::ContractingAuthority => Some(OrganizationKind::ContractingAuthority),
        pb::OrganizationKind::Company => Some(OrganizationKind::Company),
        pb::OrganizationKind::Research => Some(OrganizationKind::Research),
        pb::OrganizationKind::NonGovernmental => Some(OrganizationKind::NonGovernmental),
    }
}

/// What may be left out; nothing if it is wrong.
fn read_size(violations: &mut Violations, size: i32) -> Option<Option<OrganizationSize>> {
    match pb::OrganizationSize::try_from(size) {
        Ok(pb::OrganizationSize::Unspecified) => Some(None),
        Ok(pb::OrganizationSize::Micro) => Some(Some(OrganizationSize::Micro)),
        Ok(pb::OrganizationSize::Small) => Some(Some(OrganizationSize::Small)),
        Ok(pb::OrganizationSize::Medium) => Some(Some(OrganizationSize::Medium)),
        Ok(pb::OrganizationSize::Large) => Some(Some(OrganizationSize::Large)),
        Err(_) => {
            violations.add("organization.size", "KIND_UNKNOWN", "must be a known size");
            None
        }
    }
}

/// All of them, or nothing if any is wrong.
fn read_identifiers(
    violations: &mut Violations,
    given: &[pb::OrganizationIdentifier],
) -> Option<Vec<Identifier>> {
    const FIELD: &str = "organization.identifiers";
    if given.is_empty() {
        violations.missing(FIELD);
        return None;
    }
    if given.len() > MAX_IDENTIFIERS {
        let description = format!("has more than {MAX_IDENTIFIERS} identifiers");
        violations.add(FIELD, "TOO_MANY", description);
        return None;
    }
    let mut seen = BTreeSet::new();
    let read: Vec<_> = given
        .iter()
        .enumerate()
        .map(|(index, identifier)| {
            let pb::OrganizationIdentifier { scheme, id } = identifier;
            let field = format!("{FIELD}[{index}]");
            let identifier = violations.value(&field, Identifier::try_new(scheme, id))?;
            if !seen.insert(identifier.clone()) {
                violations.add(field, "REPEATED", "stands there twice");
                return None;
            }
            Some(identifier)
        })
        .collect();
    read.into_iter().collect()
}

impl TryFrom<pb::VerifyOrganizationRequest> for VerifyOrganization {
    type Error = Problem;

    fn try_from(request: pb::VerifyOrganizationRequest) -> Result<Self, Problem> {
        Ok(Self {
            id: super::read_name("name", &request.name)?,
            etag: request.etag,
        })
    }
}

impl TryFrom<Option<pb::Membership>> for Membership {
    type Error = Problem;

    fn try_from(membership: Option<pb::Membership>) -> Result<Self, Problem> {
        let mut violations = Violations::default();
        let Some(membership) = membership else {
            violations.missing("membership");
            return Err(violations.into_problem());
        };
        let organization = violations.name("membership.organization", &membership.organization);
        let account = violations.name("membership.account", &membership.account);
        let role = match membership.role() {
            pb::MembershipRole::Unspecified => {
                violations.missing("membership.role");
                None
            }
            pb::MembershipRole::Head => Some(Role::Head),
            pb::MembershipRole::Editor => Some(Role::Editor),
            pb::MembershipRole::Representative => Some(Role::Representative),
        };
        let (Some(organization), Some(account), Some(role)) = (organization, account, role) else {
            return Err(violations.into_problem());
        };
        Ok(Self {
            organization,
            member: Member { account, role },
        })
    }
}

impl From<Membership> for pb::Membership {
    fn from(membership: Membership) -> Self {
        Self {
            organization: membership.organization.to_string(),
            account: membership.member.account.to_string(),
            role: pb::MembershipRole::from(membership.member.role).into(),
        }
    }
}

impl From<Role> for pb::MembershipRole {
    fn from(role: Role) -> Self {
        match role {
            Role::Head => Self::Head,
            Role::Editor => Self::Editor,
            Role::Representative => Self::Representative,
        }
    }
}

impl From<OrganizationKind> for pb::OrganizationKind {
    fn from(kind: OrganizationKind) -> Self {
        match kind {
            OrganizationKind::ContractingAuthority => Self::ContractingAuthority,
            OrganizationKind::Company => Self::Company,
            OrganizationKind::Research => Self::Research,
            OrganizationKind::NonGovernmental => Self::NonGovernmental,
        }
    }
}

impl From<OrganizationSize> for pb::OrganizationSize {
    fn from(size: OrganizationSize) -> Self {
        match size {
            OrganizationSize::Micro => Self::Micro,
            OrganizationSize::Small => Self::Small,
            OrganizationSize::Medium => Self::Medium,
            OrganizationSize::Large => Self::Large,
        }
    }
}

impl From<&Identifier> for pb::OrganizationIdentifier {
    fn from(identifier: &Identifier) -> Self {
        Self {
            scheme: identifier.scheme().to_owned(),
            id: identifier.id().to_owned(),
        }
    }
}

impl From<Organization> for pb::Organization {
    fn from(organization: Organization) -> Self {
        let state = if organization.is_verified() {
            pb::OrganizationState::Verified
        } else {
            pb::OrganizationState::Registered
        };
        let details = &organization.details;
        Self {
            name: organization.id.to_string(),
            display_name: details.display_name.as_str().to_owned(),
            kind: pb::OrganizationKind::from(details.kind).into(),
            size: details
                .size
                .map_or(0, |size| pb::OrganizationSize::from(size).into()),
            country_code: details.country.as_str().to_owned(),
            identifiers: details.identifiers.iter().map(Into::into).collect(),
            state: state.into(),
            create_time: Some(timestamp(organization.create_time)),
            etag: organization.etag(),
        }
    }
}

impl From<OrganizationPage> for pb::ListOrganizationsResponse {
    fn from(page: OrganizationPage) -> Self {
        Self {
            organizations: page.organizations.into_iter().map(Into::into).collect(),
            next_page_token: page.next_page_token,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identifier(scheme: &str, id: &str) -> pb::OrganizationIdentifier {
        pb::OrganizationIdentifier {
            scheme: scheme.to_owned(),
            id: id.to_owned(),
        }
    }

    fn told(organization: pb::Organization) -> Vec<(String, &'static str)> {
        let request = pb::CreateOrganizationRequest {
            organization: Some(organization),
            request_id: String::new(),
        };
        let problem = OrganizationDetails::try_from(request).expect_err("wrong");
        let violations = problem.violations().iter();
        violations.map(|v| (v.field.clone(), v.reason)).collect()
    }

    #[test]
    fn everything_wrong_is_told_at_once_with_its_place() {
        let told = told(pb::Organization {
            country_code: "XX".to_owned(),
            identifiers: vec![
                identifier("PL-NIP", "8567346215"),
                identifier("PL-NIP", "8567346216"),
                identifier("PL-REGON", "192598183"),
                identifier("PL-NIP", "856-734-62-15"),
            ],
            ..pb::Organization::default()
        });
        let told: Vec<_> = told.iter().map(|(f, r)| (f.as_str(), *r)).collect();
        assert_eq!(
            told,
            [
                ("organization.display_name", "TEXT_EMPTY"),
                ("organization.kind", "MISSING"),
                ("organization.country_code", "COUNTRY_UNKNOWN"),
                ("organization.identifiers[1]", "NIP_INVALID"),
                ("organization.identifiers[2]", "REGON_INVALID"),
                ("organization.identifiers[3]", "REPEATED"),
            ]
        );
    }

    #[test]
    fn organization_without_identifier_is_refused() {
        let told = told(pb::Organization {
            display_name: "Miasto Tychy".to_owned(),
            kind: pb::OrganizationKind::ContractingAuthority.into(),
            country_code: "PL".to_owned(),
            ..pb::Organization::default()
        });
        assert_eq!(told, [("organization.identifiers".to_owned(), "MISSING")]);
    }

    #[test]
    fn unknown_enum_numbers_are_refused_like_none() {
        let membership = pb::Membership {
            role: 99,
            ..pb::Membership::default()
        };
        let problem = Membership::try_from(Some(membership)).expect_err("wrong");
        assert_eq!(problem.violations().len(), 3);
    }
}
