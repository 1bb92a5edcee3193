//! What an entrant must be to enter a contest, or a programme, at all: stated by
//! challenges, and held against entrants by whoever takes them in.

mod meeting;

use serde::{Deserialize, Serialize};

use super::{AssuranceLevel, OrganizationKind, OrganizationSize};

pub use meeting::Unmet;

/// Conditions that an entrant must meet, all of them. One that is empty asks
/// for nothing. Challenges stores it as JSON in the form that serde gives it here.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Eligibility {
    /// What may enter.
    pub kinds: Vec<EntrantKind>,
    /// ISO 3166-1 alpha-2: where an entrant must be at home.
    pub countries: Vec<String>,
    /// Of which an organization must have one.
    pub organization_sizes: Vec<OrganizationSize>,
    /// How surely it must be known who speaks for the entrant, at least.
    pub assurance: Option<AssuranceLevel>,
    /// How many people a team must have at least; 0 asks for no number.
    pub team_size_min: i32,
    /// How many people a team may have at most; 0 asks for no number.
    pub team_size_max: i32,
}

/// What enters a contest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum EntrantKind {
    /// A person alone.
    Person,
    /// People together.
    Team,
    /// A company, start-ups included.
    Company,
    /// A university or research institute.
    Research,
    /// An association or foundation.
    NonGovernmental,
    /// A public body.
    ContractingAuthority,
}

impl EntrantKind {
    /// Every kind.
    pub const ALL: [Self; 6] = [
        Self::Person,
        Self::Team,
        Self::Company,
        Self::Research,
        Self::NonGovernmental,
        Self::ContractingAuthority,
    ];

    /// Whether it is an organization.
    #[must_use]
    pub const fn is_organization(self) -> bool {
        match self {
            Self::Person | Self::Team => false,
            Self::Company | Self::Research | Self::NonGovernmental | Self::ContractingAuthority => {
                true
            }
        }
    }

    /// The kind that organizations of this kind are as entrants.
    #[must_use]
    pub const fn of(organization: OrganizationKind) -> Self {
        match organization {
            OrganizationKind::ContractingAuthority => Self::ContractingAuthority,
            OrganizationKind::Company => Self::Company,
            OrganizationKind::Research => Self::Research,
            OrganizationKind::NonGovernmental => Self::NonGovernmental,
        }
    }

    /// The name as it is stored and searched for.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Person => "PERSON",
            Self::Team => "TEAM",
            Self::Company => "COMPANY",
            Self::Research => "RESEARCH",
            Self::NonGovernmental => "NON_GOVERNMENTAL",
            Self::ContractingAuthority => "CONTRACTING_AUTHORITY",
        }
    }
}

impl Eligibility {
    /// Whether some entrant of such a kind may enter.
    #[must_use]
    pub fn lets_in(&self, kind: impl Fn(EntrantKind) -> bool) -> bool {
        self.kinds.is_empty() || self.kinds.iter().copied().any(kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kind_is_stored_under_its_name() {
        for kind in EntrantKind::ALL {
            let stored = serde_json::to_string(&kind).expect("writes");
            assert_eq!(stored, format!("\"{}\"", kind.as_str()));
        }
    }

    #[test]
    fn who_states_no_kinds_lets_all_in() {
        let mut eligibility = Eligibility::default();
        assert!(eligibility.lets_in(EntrantKind::is_organization));
        eligibility.kinds.push(EntrantKind::Team);
        assert!(!eligibility.lets_in(EntrantKind::is_organization));
        assert!(eligibility.lets_in(|kind| kind == EntrantKind::Team));
    }
}
