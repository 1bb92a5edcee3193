//! What a caller is, as far as contests ask: told by the access token, so that
//! a service that takes entries needs to ask nobody and to keep nothing. And
//! what they ask.

mod eligibility;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::id::{OrganizationId, TeamId};

pub use eligibility::{Eligibility, EntrantKind, Unmet};

/// How surely it is known who somebody is (eIDAS: Regulation 910/2014, art. 8).
/// Unknown is not low: it is told by the absence of a level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum AssuranceLevel {
    /// Limited confidence.
    #[serde(rename = "http://eidas.europa.eu/LoA/low")]
    Low,
    /// Substantial confidence.
    #[serde(rename = "http://eidas.europa.eu/LoA/substantial")]
    Substantial,
    /// More than that.
    #[serde(rename = "http://eidas.europa.eu/LoA/high")]
    High,
}

/// What an organization is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrganizationKind {
    /// A public body that may run challenges.
    ContractingAuthority,
    /// A company, start-ups included.
    Company,
    /// A university or research institute.
    Research,
    /// An association or foundation.
    NonGovernmental,
}

/// How large an organization is (Recommendation 2003/361/EC, annex, art. 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrganizationSize {
    /// Fewer than 10 people.
    Micro,
    /// Fewer than 50 people.
    Small,
    /// Fewer than 250 people.
    Medium,
    /// All others.
    Large,
}

/// What an organization is that a person speaks for; checked by an operator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganizationStanding {
    /// What it is.
    pub kind: OrganizationKind,
    /// Where it is established: ISO 3166-1 alpha-2.
    pub country: String,
    /// How large it is, if it said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<OrganizationSize>,
}

/// What a person is, and what those are that they speak for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Standing {
    /// Where the person says that they live: ISO 3166-1 alpha-2.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// How surely it is known who they are; `None` if it is not known.
    #[serde(rename = "acr", skip_serializing_if = "Option::is_none")]
    pub assurance: Option<AssuranceLevel>,
    /// The verified organizations that they speak for.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub organizations: BTreeMap<OrganizationId, OrganizationStanding>,
    /// How many people are in each of their teams.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub team_sizes: BTreeMap<TeamId, u32>,
}

impl Standing {
    /// Of whom nothing is known.
    pub const UNKNOWN: Self = Self {
        country: None,
        assurance: None,
        organizations: BTreeMap::new(),
        team_sizes: BTreeMap::new(),
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_level_is_told_by_its_absence() {
        let standing: Standing = serde_json::from_str("{}").expect("says nothing");
        assert_eq!(standing, Standing::default());
        assert_eq!(serde_json::to_string(&standing).expect("writes"), "{}");
    }

    #[test]
    fn levels_have_their_names_and_their_order() {
        let standing = Standing {
            assurance: Some(AssuranceLevel::High),
            ..Standing::default()
        };
        let written = serde_json::to_string(&standing).expect("writes");
        assert_eq!(written, r#"{"acr":"http://eidas.europa.eu/LoA/high"}"#);
        assert!(AssuranceLevel::Low < AssuranceLevel::Substantial);
        assert!(AssuranceLevel::Substantial < AssuranceLevel::High);
    }
}
