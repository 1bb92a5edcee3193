//! Identifiers: a type of its own for each kind of resource, so that one cannot
//! be taken for another. On the wire they are resource names (AIP-122):
//! `challenges/0199…`.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use uuid::Uuid;

/// A text that is not the name of the expected kind of resource.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected `{expected}/` and a UUID")]
pub struct NameError {
    /// The collection that was expected.
    pub expected: &'static str,
}

/// Defines an identifier type for a collection of resources.
macro_rules! resource_id {
    ($(#[$doc:meta])* $name:ident, $collection:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        #[expect(clippy::new_without_default, reason = "an id is made on purpose, never by default")]
        impl $name {
            /// The collection, which is the first segment of the resource name.
            pub const COLLECTION: &'static str = $collection;

            /// Makes an id that sorts by its time of creation (UUID version 7).
            #[must_use]
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }

            /// Makes an id that tells nothing, not even when it was made
            /// (UUID version 4).
            #[must_use]
            pub fn random() -> Self {
                Self(Uuid::new_v4())
            }

            /// The bare id, as stored.
            #[must_use]
            pub const fn as_uuid(&self) -> Uuid {
                self.0
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($collection, "/{}"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = NameError;

            fn from_str(name: &str) -> Result<Self, NameError> {
                name.strip_prefix(concat!($collection, "/"))
                    .and_then(parse_canonical)
                    .map(Self)
                    .ok_or(NameError { expected: $collection })
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?
                    .parse()
                    .map_err(D::Error::custom)
            }
        }
    };
}

/// Only the hyphenated lower-case form is a name, so that one resource has one
/// name.
fn parse_canonical(text: &str) -> Option<Uuid> {
    let id = Uuid::try_parse(text).ok()?;
    (id.hyphenated().to_string() == text).then_some(id)
}

resource_id!(
    /// A person's account.
    AccountId, "accounts"
);
resource_id!(
    /// The erasure of a person's data.
    ErasureId, "erasures"
);
resource_id!(
    /// An organization.
    OrganizationId, "organizations"
);
resource_id!(
    /// A team.
    TeamId, "teams"
);
resource_id!(
    /// A challenge.
    ChallengeId, "challenges"
);
resource_id!(
    /// A stage of a challenge.
    StageId, "stages"
);
resource_id!(
    /// A programme.
    ProgrammeId, "programmes"
);
resource_id!(
    /// A question about a challenge.
    QuestionId, "questions"
);
resource_id!(
    /// An appeal against a result.
    AppealId, "appeals"
);
resource_id!(
    /// Who entered a stage.
    EntryId, "entries"
);
resource_id!(
    /// What the jury judges.
    WorkId, "works"
);
resource_id!(
    /// A file on its way in; a secret of whoever carries it.
    UploadId, "uploads"
);
resource_id!(
    /// A file of a work.
    AttachmentId, "attachments"
);
resource_id!(
    /// Something a person was told.
    NotificationId, "notifications"
);

/// Whoever can enter a contest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EntrantName {
    /// A person alone.
    Account(AccountId),
    /// People together.
    Team(TeamId),
    /// An organization.
    Organization(OrganizationId),
}

impl EntrantName {
    /// The bare id.
    #[must_use]
    pub const fn as_uuid(&self) -> Uuid {
        match self {
            Self::Account(id) => id.as_uuid(),
            Self::Team(id) => id.as_uuid(),
            Self::Organization(id) => id.as_uuid(),
        }
    }
}

impl fmt::Display for EntrantName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Account(id) => id.fmt(f),
            Self::Team(id) => id.fmt(f),
            Self::Organization(id) => id.fmt(f),
        }
    }
}

impl FromStr for EntrantName {
    type Err = NameError;

    fn from_str(name: &str) -> Result<Self, NameError> {
        let account = name.parse().map(Self::Account);
        let team = || name.parse().map(Self::Team);
        let organization = || name.parse().map(Self::Organization);
        account
            .or_else(|_| team())
            .or_else(|_| organization())
            .map_err(|_: NameError| NameError {
                expected: "accounts, teams or organizations",
            })
    }
}

impl Serialize for EntrantName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for EntrantName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_survives_a_round_trip() {
        let id = ChallengeId::new();
        assert_eq!(id.to_string().parse(), Ok(id));
    }

    #[test]
    fn name_of_another_collection_is_refused() {
        let name = StageId::new().to_string();
        let expected = "challenges";
        assert_eq!(name.parse::<ChallengeId>(), Err(NameError { expected }));
    }

    #[test]
    fn one_resource_has_one_name() {
        let name = ChallengeId::new().to_string();
        let (collection, id) = name.split_once('/').expect("a name has two segments");
        for other in [
            format!("{collection}/{}", id.to_uppercase()),
            format!("{collection}/{}", id.replace('-', "")),
            format!("{collection}/{{{id}}}"),
            format!("/{name}"),
            id.to_owned(),
        ] {
            assert!(other.parse::<ChallengeId>().is_err(), "{other}");
        }
    }
}
