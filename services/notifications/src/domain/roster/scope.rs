//! What a group belongs to.

use linia_chassis::id::{ChallengeId, OrganizationId, ProgrammeId, TeamId};
use uuid::Uuid;

/// What a group belongs to. In this order scopes are locked: contests and
/// programmes first, because their groups may have parts, which are known after
/// that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Scope {
    /// The people of a contest.
    Challenge(ChallengeId),
    /// The people of a programme.
    Programme(ProgrammeId),
    /// The people of an organization.
    Organization(OrganizationId),
    /// The people of a team.
    Team(TeamId),
    /// The people who run this installation.
    Installation,
}

impl Scope {
    /// The bare id; unique among organizations, challenges, programmes and teams
    /// together, and nil for the installation.
    pub(crate) const fn as_uuid(&self) -> Uuid {
        match self {
            Self::Challenge(id) => id.as_uuid(),
            Self::Programme(id) => id.as_uuid(),
            Self::Organization(id) => id.as_uuid(),
            Self::Team(id) => id.as_uuid(),
            Self::Installation => Uuid::nil(),
        }
    }

    /// Whether other groups may be parts of its groups.
    pub(crate) const fn has_parts(&self) -> bool {
        matches!(self, Self::Challenge(_) | Self::Programme(_))
    }
}
