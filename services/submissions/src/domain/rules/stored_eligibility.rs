//! The conditions as the replica of a stage keeps them: a kind of organization
//! stands there as `{"ORGANIZATION": "company"}`.

use linia_chassis::standing::{
    AssuranceLevel, Eligibility, EntrantKind, OrganizationKind, OrganizationSize,
};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(remote = "Eligibility")]
pub(super) struct StoredEligibility {
    #[serde(default, with = "kinds")]
    kinds: Vec<EntrantKind>,
    #[serde(default)]
    countries: Vec<String>,
    #[serde(default)]
    organization_sizes: Vec<OrganizationSize>,
    #[serde(default)]
    assurance: Option<AssuranceLevel>,
    #[serde(default)]
    team_size_min: i32,
    #[serde(default)]
    team_size_max: i32,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum StoredKind {
    Person,
    Team,
    Organization(OrganizationKind),
}

impl From<EntrantKind> for StoredKind {
    fn from(kind: EntrantKind) -> Self {
        match kind {
            EntrantKind::Person => Self::Person,
            EntrantKind::Team => Self::Team,
            EntrantKind::Company => Self::Organization(OrganizationKind::Company),
            EntrantKind::Research => Self::Organization(OrganizationKind::Research),
            EntrantKind::NonGovernmental => Self::Organization(OrganizationKind::NonGovernmental),
            EntrantKind::ContractingAuthority => {
                Self::Organization(OrganizationKind::ContractingAuthority)
            }
        }
    }
}

impl From<StoredKind> for EntrantKind {
    fn from(stored: StoredKind) -> Self {
        match stored {
            StoredKind::Person => Self::Person,
            StoredKind::Team => Self::Team,
            StoredKind::Organization(kind) => Self::of(kind),
        }
    }
}

mod kinds {
    use linia_chassis::standing::EntrantKind;
    use serde::{Deserialize, Deserializer, Serializer};

    use super::StoredKind;

    pub(super) fn serialize<S: Serializer>(
        kinds: &[EntrantKind],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(kinds.iter().copied().map(StoredKind::from))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<EntrantKind>, D::Error> {
        let stored = Vec::<StoredKind>::deserialize(deserializer)?;
        Ok(stored.into_iter().map(EntrantKind::from).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::{super::StageRules, *};

    #[test]
    fn conditions_are_kept_in_their_form() {
        let rules = StageRules {
            eligibility: Eligibility {
                kinds: EntrantKind::ALL.into(),
                countries: vec!["PL".into()],
                organization_sizes: vec![OrganizationSize::Small],
                assurance: Some(AssuranceLevel::High),
                team_size_min: 2,
                team_size_max: 5,
            },
            ..StageRules::default()
        };
        let stored = serde_json::to_value(&rules).expect("writes");
        let expected = serde_json::json!({
            "kinds": [
                "PERSON",
                "TEAM",
                {"ORGANIZATION": "company"},
                {"ORGANIZATION": "research"},
                {"ORGANIZATION": "non_governmental"},
                {"ORGANIZATION": "contracting_authority"},
            ],
            "countries": ["PL"],
            "organization_sizes": ["small"],
            "assurance": "http://eidas.europa.eu/LoA/high",
            "team_size_min": 2,
            "team_size_max": 5,
        });
        assert_eq!(stored["eligibility"], expected);
        assert_eq!(
            serde_json::from_value::<StageRules>(stored).ok(),
            Some(rules)
        );
        let silent = serde_json::json!({"eligibility": {"countries": ["PL"]}});
        let silent = serde_json::from_value::<StageRules>(silent).expect("reads");
        assert_eq!(silent.eligibility.kinds, []);
    }
}
