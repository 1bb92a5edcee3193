//! Every condition against entrants of every kind.

use super::*;
use crate::{
    id::{AccountId, OrganizationId, TeamId},
    standing::{AssuranceLevel, OrganizationKind, OrganizationSize, OrganizationStanding},
};

struct Cast {
    person: EntrantName,
    team: EntrantName,
    company: EntrantName,
    standing: Standing,
}

/// A person in Poland whose identity is known substantially, in a team of
/// three, who represents a small German company.
fn cast() -> Cast {
    let (team, company) = (TeamId::new(), OrganizationId::new());
    let standing = OrganizationStanding {
        kind: OrganizationKind::Company,
        country: "DE".into(),
        size: Some(OrganizationSize::Small),
    };
    Cast {
        person: EntrantName::Account(AccountId::new()),
        team: EntrantName::Team(team),
        company: EntrantName::Organization(company),
        standing: Standing {
            country: Some("PL".into()),
            assurance: Some(AssuranceLevel::Substantial),
            organizations: [(company, standing)].into(),
            team_sizes: [(team, 3)].into(),
        },
    }
}

#[test]
fn who_asks_for_nothing_takes_everybody() {
    let cast = cast();
    for entrant in [cast.person, cast.team, cast.company] {
        for standing in [&cast.standing, &Standing::UNKNOWN] {
            assert_eq!(Eligibility::default().unmet(&entrant, standing), []);
        }
    }
}

#[test]
fn each_condition_is_held_against_those_whom_it_concerns() {
    let cast = cast();
    let asks = |change: fn(&mut Eligibility)| {
        let mut eligibility = Eligibility::default();
        change(&mut eligibility);
        eligibility
    };
    // What is asked for, and what the person, the team and the company lack.
    let cases: [(Eligibility, [Option<Unmet>; 3]); 11] = [
        (
            asks(|e| e.kinds = vec![EntrantKind::Person]),
            [None, Some(Unmet::Kind), Some(Unmet::Kind)],
        ),
        (
            asks(|e| e.kinds = vec![EntrantKind::Team, EntrantKind::Company]),
            [Some(Unmet::Kind), None, None],
        ),
        (
            asks(|e| e.kinds = vec![EntrantKind::Research]),
            [Some(Unmet::Kind); 3],
        ),
        (
            asks(|e| e.countries = vec!["PL".into(), "UA".into()]),
            [None, None, Some(Unmet::Country)],
        ),
        (
            asks(|e| e.organization_sizes = vec![OrganizationSize::Micro]),
            [None, None, Some(Unmet::OrganizationSize)],
        ),
        (
            asks(|e| e.organization_sizes = vec![OrganizationSize::Small]),
            [None; 3],
        ),
        (
            asks(|e| e.assurance = Some(AssuranceLevel::Substantial)),
            [None; 3],
        ),
        (
            asks(|e| e.assurance = Some(AssuranceLevel::High)),
            [Some(Unmet::Assurance); 3],
        ),
        (
            asks(|e| e.team_size_min = 4),
            [None, Some(Unmet::TeamSize), None],
        ),
        (
            asks(|e| e.team_size_max = 2),
            [None, Some(Unmet::TeamSize), None],
        ),
        (
            asks(|e| (e.team_size_min, e.team_size_max) = (3, 3)),
            [None; 3],
        ),
    ];
    for (eligibility, lacks) in cases {
        let entrants = [cast.person, cast.team, cast.company];
        for (entrant, lack) in entrants.iter().zip(lacks) {
            let unmet = eligibility.unmet(entrant, &cast.standing);
            assert_eq!(unmet, Vec::from_iter(lack), "{eligibility:?} {entrant}");
        }
    }
}

#[test]
fn what_is_not_known_meets_no_condition() {
    let cast = cast();
    let eligibility = Eligibility {
        kinds: vec![EntrantKind::Company],
        countries: vec!["PL".into()],
        organization_sizes: vec![OrganizationSize::Small],
        assurance: Some(AssuranceLevel::Low),
        team_size_min: 1,
        team_size_max: 0,
    };
    let all = [
        Unmet::Kind,
        Unmet::Country,
        Unmet::OrganizationSize,
        Unmet::Assurance,
    ];
    assert_eq!(eligibility.unmet(&cast.company, &Standing::UNKNOWN), all);
    let team = [
        Unmet::Kind,
        Unmet::Country,
        Unmet::Assurance,
        Unmet::TeamSize,
    ];
    assert_eq!(eligibility.unmet(&cast.team, &Standing::UNKNOWN), team);
}
