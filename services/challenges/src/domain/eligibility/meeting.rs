//! Whether somebody meets the conditions: held against what their access token
//! tells, so nobody needs to be asked and nothing is kept of who was looked at.

use linia_chassis::{
    id::EntrantName,
    standing::{OrganizationKind, Standing},
};

use super::{Eligibility, EntrantKind};

/// A condition that an entrant does not meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unmet {
    /// Entrants of this kind may not take part.
    Kind,
    /// Not at home where entrants must be, or it is not known where.
    Country,
    /// The organization is of another size, or it is not known of which.
    OrganizationSize,
    /// It is not known surely enough who speaks.
    Assurance,
    /// The team has too few or too many people.
    TeamSize,
}

impl Eligibility {
    /// What `entrant` lacks if somebody of this standing speaks for it.
    #[must_use]
    pub fn unmet(&self, entrant: &EntrantName, standing: &Standing) -> Vec<Unmet> {
        let conditions = [
            (self.is_of_kind(entrant, standing), Unmet::Kind),
            (self.is_at_home(entrant, standing), Unmet::Country),
            (self.is_of_size(entrant, standing), Unmet::OrganizationSize),
            (self.assurance <= standing.assurance, Unmet::Assurance),
            (self.is_team_of_size(entrant, standing), Unmet::TeamSize),
        ];
        let unmet = conditions.into_iter().filter(|(is_met, _)| !is_met);
        unmet.map(|(_, condition)| condition).collect()
    }

    fn is_of_kind(&self, entrant: &EntrantName, standing: &Standing) -> bool {
        let kind = match entrant {
            EntrantName::Account(_) => Some(EntrantKind::Person),
            EntrantName::Team(_) => Some(EntrantKind::Team),
            EntrantName::Organization(organization) => {
                let known = standing.organizations.get(organization);
                known.map(|it| kind_of(it.kind))
            }
        };
        self.kinds.is_empty() || kind.is_some_and(|kind| self.kinds.contains(&kind))
    }

    /// A team is where the member is who speaks for it.
    fn is_at_home(&self, entrant: &EntrantName, standing: &Standing) -> bool {
        let country = match entrant {
            EntrantName::Account(_) | EntrantName::Team(_) => standing.country.as_deref(),
            EntrantName::Organization(organization) => {
                let known = standing.organizations.get(organization);
                known.map(|it| it.country.as_str())
            }
        };
        let is_listed = |country: &str| self.countries.iter().any(|it| it == country);
        self.countries.is_empty() || country.is_some_and(is_listed)
    }

    /// Persons and teams have no size, and need none.
    fn is_of_size(&self, entrant: &EntrantName, standing: &Standing) -> bool {
        let EntrantName::Organization(organization) = entrant else {
            return true;
        };
        let size = standing.organizations.get(organization);
        let size = size.and_then(|it| it.size);
        let sizes = &self.organization_sizes;
        sizes.is_empty() || size.is_some_and(|size| sizes.contains(&size))
    }

    fn is_team_of_size(&self, entrant: &EntrantName, standing: &Standing) -> bool {
        let EntrantName::Team(team) = entrant else {
            return true;
        };
        let size = standing.team_sizes.get(team).copied().unwrap_or_default();
        let (min, max) = (self.team_size_min, self.team_size_max);
        i64::from(min) <= i64::from(size) && (max == 0 || i64::from(size) <= i64::from(max))
    }
}

const fn kind_of(kind: OrganizationKind) -> EntrantKind {
    match kind {
        OrganizationKind::ContractingAuthority => EntrantKind::ContractingAuthority,
        OrganizationKind::Company => EntrantKind::Company,
        OrganizationKind::Research => EntrantKind::Research,
        OrganizationKind::NonGovernmental => EntrantKind::NonGovernmental,
    }
}

#[cfg(test)]
mod tests {
    use linia_chassis::{
        id::{AccountId, OrganizationId, TeamId},
        standing::{AssuranceLevel, OrganizationSize, OrganizationStanding},
    };

    use super::*;

    #[test]
    fn each_condition_is_held_against_each_entrant() {
        let (organization, team) = (OrganizationId::new(), TeamId::new());
        let entrants = [
            EntrantName::Account(AccountId::new()),
            EntrantName::Team(team),
            EntrantName::Organization(organization),
        ];
        let company = OrganizationStanding {
            kind: OrganizationKind::Company,
            country: "PL".into(),
            size: Some(OrganizationSize::Small),
        };
        let standing = Standing {
            country: Some("UA".into()),
            assurance: Some(AssuranceLevel::Substantial),
            organizations: [(organization, company)].into(),
            team_sizes: [(team, 3)].into(),
        };
        // What is asked for, and whether the person, the team and the company meet it.
        let any = Eligibility::default;
        for (asked, met, lacking) in [
            (any(), [true; 3], Unmet::Kind),
            (
                Eligibility {
                    kinds: vec![EntrantKind::Team, EntrantKind::Company],
                    ..any()
                },
                [false, true, true],
                Unmet::Kind,
            ),
            (
                Eligibility {
                    countries: vec!["UA".into()],
                    ..any()
                },
                [true, true, false],
                Unmet::Country,
            ),
            (
                Eligibility {
                    organization_sizes: vec![OrganizationSize::Large],
                    ..any()
                },
                [true, true, false],
                Unmet::OrganizationSize,
            ),
            (
                Eligibility {
                    assurance: Some(AssuranceLevel::High),
                    ..any()
                },
                [false; 3],
                Unmet::Assurance,
            ),
            (
                Eligibility {
                    team_size_min: 4,
                    ..any()
                },
                [true, false, true],
                Unmet::TeamSize,
            ),
            (
                Eligibility {
                    team_size_min: 3,
                    team_size_max: 3,
                    ..any()
                },
                [true; 3],
                Unmet::TeamSize,
            ),
        ] {
            for (entrant, met) in entrants.iter().zip(met) {
                let expected = if met { Vec::new() } else { vec![lacking] };
                assert_eq!(asked.unmet(entrant, &standing), expected, "{asked:?}");
            }
        }
    }

    #[test]
    fn who_is_not_known_meets_nothing_that_is_asked_for() {
        let asked = Eligibility {
            kinds: vec![EntrantKind::Company],
            countries: vec!["PL".into()],
            organization_sizes: vec![OrganizationSize::Micro],
            assurance: Some(AssuranceLevel::Low),
            ..Eligibility::default()
        };
        let unknown = EntrantName::Organization(OrganizationId::new());
        let unmet = asked.unmet(&unknown, &Standing::UNKNOWN);
        let expected = [
            Unmet::Kind,
            Unmet::Country,
            Unmet::OrganizationSize,
            Unmet::Assurance,
        ];
        assert_eq!(unmet, expected);
    }
}
