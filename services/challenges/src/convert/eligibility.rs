//! What an entrant must be.

use linia_chassis::{
    problem::Violations,
    standing::{AssuranceLevel, Eligibility, EntrantKind, OrganizationSize},
};
use linia_proto::{challenges::v1 as pb, identity::v1 as identity};

use crate::domain::limits;

/// Conditions as a message; none if nothing is asked for.
#[must_use]
pub fn to_message(eligibility: &Eligibility) -> Option<pb::Eligibility> {
    if *eligibility == Eligibility::default() {
        return None;
    }
    let kinds = eligibility.kinds.iter().copied();
    let sizes = eligibility.organization_sizes.iter().copied();
    Some(pb::Eligibility {
        kinds: kinds.map(|kind| kind_to_message(kind).into()).collect(),
        country_codes: eligibility.countries.clone(),
        organization_sizes: sizes.map(|size| size_to_message(size).into()).collect(),
        assurance_level: level_to_message(eligibility.assurance).into(),
        team_size_min: eligibility.team_size_min,
        team_size_max: eligibility.team_size_max,
    })
}

/// Reads conditions; `prefix` is the path of the challenge, with its dot.
#[must_use]
pub fn from_message(
    prefix: &str,
    message: pb::Eligibility,
    violations: &mut Violations,
) -> Eligibility {
    let field = |name: &str| format!("{prefix}eligibility.{name}");
    let level = identity::AssuranceLevel::try_from(message.assurance_level);
    violations.check(
        level.is_ok(),
        field("assurance_level"),
        "KIND_UNKNOWN",
        "must be a known level",
    );
    Eligibility {
        kinds: all(&field("kinds"), &message.kinds, violations, kind),
        organization_sizes: all(
            &field("organization_sizes"),
            &message.organization_sizes,
            violations,
            size,
        ),
        countries: message.country_codes,
        assurance: level.ok().and_then(level_from_message),
        team_size_min: message.team_size_min,
        team_size_max: message.team_size_max,
    }
}

/// Reads a kind of entrant; nothing if none is stated.
#[must_use]
pub fn kind(number: i32) -> Option<EntrantKind> {
    let message = pb::EntrantKind::try_from(number).ok()?;
    let mut all = EntrantKind::ALL.into_iter();
    all.find(|kind| kind_to_message(*kind) == message)
}

fn size(number: i32) -> Option<OrganizationSize> {
    match identity::OrganizationSize::try_from(number).ok()? {
        identity::OrganizationSize::Unspecified => None,
        identity::OrganizationSize::Micro => Some(OrganizationSize::Micro),
        identity::OrganizationSize::Small => Some(OrganizationSize::Small),
        identity::OrganizationSize::Medium => Some(OrganizationSize::Medium),
        identity::OrganizationSize::Large => Some(OrganizationSize::Large),
    }
}

fn all<T>(
    field: &str,
    numbers: &[i32],
    violations: &mut Violations,
    read: impl Fn(i32) -> Option<T>,
) -> Vec<T> {
    let most = limits::ENTRANT_KINDS;
    violations.check(
        numbers.len() <= most,
        field,
        "TOO_MANY",
        format!("must have at most {most}"),
    );
    let mut known = Vec::new();
    for (i, number) in numbers.iter().enumerate().take(most) {
        match read(*number) {
            Some(value) => known.push(value),
            None => violations.add(format!("{field}[{i}]"), "KIND_UNKNOWN", "must be known"),
        }
    }
    known
}

const fn kind_to_message(kind: EntrantKind) -> pb::EntrantKind {
    match kind {
        EntrantKind::Person => pb::EntrantKind::Person,
        EntrantKind::Team => pb::EntrantKind::Team,
        EntrantKind::Company => pb::EntrantKind::Company,
        EntrantKind::Research => pb::EntrantKind::Research,
        EntrantKind::NonGovernmental => pb::EntrantKind::NonGovernmental,
        EntrantKind::ContractingAuthority => pb::EntrantKind::ContractingAuthority,
    }
}

const fn size_to_message(size: OrganizationSize) -> identity::OrganizationSize {
    match size {
        OrganizationSize::Micro => identity::OrganizationSize::Micro,
        OrganizationSize::Small => identity::OrganizationSize::Small,
        OrganizationSize::Medium => identity::OrganizationSize::Medium,
        OrganizationSize::Large => identity::OrganizationSize::Large,
    }
}

const fn level_to_message(level: Option<AssuranceLevel>) -> identity::AssuranceLevel {
    match level {
        None => identity::AssuranceLevel::Unspecified,
        Some(AssuranceLevel::Low) => identity::AssuranceLevel::Low,
        Some(AssuranceLevel::Substantial) => identity::AssuranceLevel::Substantial,
        Some(AssuranceLevel::High) => identity::AssuranceLevel::High,
    }
}

const fn level_from_message(level: identity::AssuranceLevel) -> Option<AssuranceLevel> {
    match level {
        identity::AssuranceLevel::Unspecified => None,
        identity::AssuranceLevel::Low => Some(AssuranceLevel::Low),
        identity::AssuranceLevel::Substantial => Some(AssuranceLevel::Substantial),
        identity::AssuranceLevel::High => Some(AssuranceLevel::High),
    }
}
