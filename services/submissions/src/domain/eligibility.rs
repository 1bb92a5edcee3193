//! What an entrant must be to enter a contest at all, as challenges published
//! it. Held against what the caller's access token tells, so nobody needs to be
//! asked at a deadline, and nothing is kept of who was looked at.

use linia_chassis::{
    id::EntrantName,
    standing::{AssuranceLevel, OrganizationKind, OrganizationSize, Standing},
};
use serde::{Deserialize, Serialize};

/// Conditions that an entrant must meet, all of them. One that is empty asks
/// for nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Eligibility {
    /// What may enter.
    pub kinds: Vec<EntrantKind>,
    /// ISO 3166-1 alpha-2: where an entrant must be at home.
    pub countries: Vec<String>,
    /// Of which an organization must have one.
    pub organization_sizes: Vec<OrganizationSize>,
    /// How surely it must be known who hands in, at least.
    pub assurance: Option<AssuranceLevel>,
    /// How many people a team must have at least; 0 asks for no number.
    pub team_size_min: u32,
    /// How many people a team may have at most; 0 asks for no number.
    pub team_size_max: u32,
}

/// What enters a contest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum EntrantKind {
    /// A person alone.
    Person,
    /// People together.
    Team,
    /// An organization of a kind.
    Organization(OrganizationKind),
}

/// A condition that an entrant does not meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unmet {
    /// Entrants of this kind may not enter.
    Kind,
    /// Not at home where entrants must be, or it is not known where.
    Country,
    /// The organization is of another size, or it is not known of which.
    OrganizationSize,
    /// It is not known surely enough who hands in.
    Assurance,
    /// The team has too few or too many people.
    TeamSize,
}

impl Eligibility {
    /// What `entrant` lacks if somebody of this standing hands in for it.
    #[must_use]
    pub fn unmet(&self, entrant: &EntrantName, standing: &Standing) -> Vec<Unmet> {
        let mut unmet = Vec::new();
        let mut ask = |is_met: bool, condition| {
            if !is_met {
                unmet.push(condition);
            }
        };
        let (kind, country, size, team_size) = match entrant {
            EntrantName::Account(_) => (
                Some(EntrantKind::Person),
                standing.country.as_deref(),
                None,
                None,
            ),
            EntrantName::Team(team) => (
                Some(EntrantKind::Team),
                standing.country.as_deref(),
                None,
                Some(standing.team_sizes.get(team).copied().unwrap_or_default()),
            ),
            EntrantName::Organization(organization) => {
                let known = standing.organizations.get(organization);
                (
                    known.map(|it| EntrantKind::Organization(it.kind)),
                    known.map(|it| it.country.as_str()),
                    Some(known.and_then(|it| it.size)),
                    None,
                )
            }
        };
        ask(
            self.kinds.is_empty() || kind.is_some_and(|kind| self.kinds.contains(&kind)),
            Unmet::Kind,
        );
        ask(
            self.countries.is_empty()
                || country.is_some_and(|code| self.countries.iter().any(|it| it == code)),
            Unmet::Country,
        );
        ask(
            self.organization_sizes.is_empty()
                || size.is_none_or(|size| {
                    size.is_some_and(|size| self.organization_sizes.contains(&size))
                }),
            Unmet::OrganizationSize,
        );
        ask(self.assurance <= standing.assurance, Unmet::Assurance);
        ask(
            team_size.is_none_or(|size| self.takes_team_of(size)),
            Unmet::TeamSize,
        );
        unmet
    }

    const fn takes_team_of(&self, size: u32) -> bool {
        self.team_size_min <= size && (self.team_size_max == 0 || size <= self.team_size_max)
    }
}

#[cfg(test)]
mod tests;
