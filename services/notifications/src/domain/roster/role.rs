//! What a person is in a scope.

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Scope;

/// What a person is in a scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Role {
    /// Runs this installation.
    Operator,
    /// Head of an organization.
    Head,
    /// Editor of an organization.
    Editor,
    /// Representative of an organization.
    Representative,
    /// Member of a team.
    Member,
    /// Member of a contest's jury.
    Juror,
    /// Applied to a contest, and waits for the answer.
    Applicant,
    /// Was admitted or invited to a contest; whether they enter is not known.
    Admitted,
    /// Entered a stage that was opened.
    Entrant,
    /// May enter the next stage.
    Finalist,
    /// Won.
    Laureate,
    /// Wants to hear of the contest without taking part.
    Follower,
    /// Takes part in a programme, or waits for a place in it.
    Participant,
}

/// A name that is no role's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("unknown role")]
pub(crate) struct UnknownRole;

impl Role {
    /// Every role.
    pub(crate) const ALL: [Self; 13] = [
        Self::Operator,
        Self::Head,
        Self::Editor,
        Self::Representative,
        Self::Member,
        Self::Juror,
        Self::Applicant,
        Self::Admitted,
        Self::Entrant,
        Self::Finalist,
        Self::Laureate,
        Self::Follower,
        Self::Participant,
    ];

    /// The name in storage.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Operator => "operator",
            Self::Head => "head",
            Self::Editor => "editor",
            Self::Representative => "representative",
            Self::Member => "member",
            Self::Juror => "juror",
            Self::Applicant => "applicant",
            Self::Admitted => "admitted",
            Self::Entrant => "entrant",
            Self::Finalist => "finalist",
            Self::Laureate => "laureate",
            Self::Follower => "follower",
            Self::Participant => "participant",
        }
    }

    /// The scope of this id: the role says of what kind it is.
    pub(crate) fn scope(self, id: Uuid) -> Scope {
        match self {
            Self::Operator => Scope::Installation,
            Self::Head | Self::Editor | Self::Representative => Scope::Organization(id.into()),
            Self::Member => Scope::Team(id.into()),
            Self::Participant => Scope::Programme(id.into()),
            Self::Juror
            | Self::Applicant
            | Self::Admitted
            | Self::Entrant
            | Self::Finalist
            | Self::Laureate
            | Self::Follower => Scope::Challenge(id.into()),
        }
    }
}

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(name: &str) -> Result<Self, UnknownRole> {
        let known = Self::ALL.into_iter().find(|role| role.name() == name);
        known.ok_or(UnknownRole)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn role_and_scope_survive_storage() {
        for role in Role::ALL {
            assert_eq!(role.name().parse(), Ok(role));
            let id = match role {
                Role::Operator => Uuid::nil(),
                _ => Uuid::now_v7(),
            };
            assert_eq!(role.scope(id).as_uuid(), id);
        }
        assert_eq!("stranger".parse::<Role>(), Err(UnknownRole));
    }
}
