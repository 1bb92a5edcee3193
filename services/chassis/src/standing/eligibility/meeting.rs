//! Whether somebody meets the conditions: held against what their access token
//! tells, so nobody needs to be asked and nothing is kept of who was looked at.

use super::{Eligibility, EntrantKind};
use crate::{id::EntrantName, standing::Standing};

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

impl Unmet {
    /// The reason that a caller is told.
    #[must_use]
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Kind => "KIND_NOT_ELIGIBLE",
            Self::Country => "COUNTRY_NOT_ELIGIBLE",
            Self::OrganizationSize => "ORGANIZATION_SIZE_NOT_ELIGIBLE",
            Self::Assurance => "ASSURANCE_LEVEL_TOO_LOW",
            Self::TeamSize => "TEAM_SIZE_NOT_ELIGIBLE",
        }
    }

    /// The same for a developer; English.
    #[must_use]
    pub const fn description(self) -> &'static str {
        match self {
            Self::Kind => "entrants of this kind may not take part",
            Self::Country => {
                "must be from another country, or it is not known from which this one is"
            }
            Self::OrganizationSize => {
                "must be an organization of another size, or the size of this one is not known"
            }
            Self::Assurance => "it is not known surely enough who speaks for the entrant",
            Self::TeamSize => "the team has too few or too many members",
        }
    }
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
                known.map(|it| EntrantKind::of(it.kind))
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

#[cfg(test)]
mod tests;
