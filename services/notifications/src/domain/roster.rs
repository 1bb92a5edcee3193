//! The roster: who belongs to which group, since when and until when. It is
//! learned from events, whose order across organizations and challenges is not
//! known; so it keeps times, and a late line still counts for what was
//! announced after its time.

use linia_chassis::id::{AccountId, ChallengeId, OrganizationId, TeamId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Occurrence;

/// What a group belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Scope {
    /// The people of an organization.
    Organization(OrganizationId),
    /// The people of a contest.
    Challenge(ChallengeId),
    /// The people of a team.
    Team(TeamId),
}

impl Scope {
    /// The bare id; unique among organizations, challenges and teams together.
    pub(crate) const fn as_uuid(&self) -> Uuid {
        match self {
            Self::Organization(id) => id.as_uuid(),
            Self::Challenge(id) => id.as_uuid(),
            Self::Team(id) => id.as_uuid(),
        }
    }
}

/// What a person is in a scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Role {
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
    /// Entered a stage that was opened.
    Entrant,
    /// May enter the next stage.
    Finalist,
    /// Won.
    Laureate,
    /// Wants to hear of the contest without taking part.
    Follower,
}

impl Role {
    /// The name in storage.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Head => "head",
            Self::Editor => "editor",
            Self::Representative => "representative",
            Self::Member => "member",
            Self::Juror => "juror",
            Self::Entrant => "entrant",
            Self::Finalist => "finalist",
            Self::Laureate => "laureate",
            Self::Follower => "follower",
        }
    }
}

/// All who have a role in a scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Group {
    /// Where.
    pub(crate) scope: Scope,
    /// As what.
    pub(crate) role: Role,
}

/// A line of the roster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RosterChange {
    /// The person belongs to the group from now on.
    Joined(Group, AccountId),
    /// The person no longer belongs to it.
    Left(Group, AccountId),
}

impl RosterChange {
    /// Where it happens.
    pub(crate) const fn scope(&self) -> Scope {
        match self {
            Self::Joined(group, _) | Self::Left(group, _) => group.scope,
        }
    }
}

/// Returns what an occurrence changes in the roster.
pub(crate) fn roster_changes(occurrence: &Occurrence) -> Vec<RosterChange> {
    use RosterChange::{Joined, Left};
    match occurrence {
        Occurrence::MembershipGranted {
            organization,
            account,
            role,
        } => vec![Joined(member_of(*organization, *role), *account)],
        Occurrence::MembershipRevoked {
            organization,
            account,
            role,
        } => vec![Left(member_of(*organization, *role), *account)],
        Occurrence::TeamFormed {
            team,
            founder: account,
        }
        | Occurrence::TeamMemberJoined { team, account } => {
            vec![Joined(in_team(*team), *account)]
        }
        Occurrence::JurorAppointed { challenge, account } => {
            vec![Joined(in_contest(*challenge, Role::Juror), *account)]
        }
        Occurrence::JurorRecused { challenge, account } => {
            vec![Left(in_contest(*challenge, Role::Juror), *account)]
        }
        Occurrence::EntryOpened {
            challenge,
            accounts,
            withdrawn: false,
            unconfirmed: false,
            ..
        } => joined(*challenge, Role::Entrant, accounts),
        Occurrence::EntryAdvanced {
            challenge,
            accounts,
            ..
        } => joined(*challenge, Role::Finalist, accounts),
        Occurrence::StageUnmasked {
            challenge,
            laureates,
        } => laureates
            .iter()
            .flat_map(|laureate| joined(*challenge, Role::Laureate, &laureate.accounts))
            .collect(),
        Occurrence::AccountRegistered { .. }
        | Occurrence::SignUpRepeated { .. }
        | Occurrence::OrganizationRegistered { .. }
        | Occurrence::OrganizationVerified { .. }
        | Occurrence::TeamMemberInvited { .. }
        | Occurrence::ApprovalRequested { .. }
        | Occurrence::ApplicationReceived { .. }
        | Occurrence::EntrantAdmitted { .. }
        | Occurrence::EntrantRefused { .. }
        | Occurrence::IndividualExtensionGranted { .. }
        | Occurrence::ChallengeApproved { .. }
        | Occurrence::ChallengeReturned { .. }
        | Occurrence::ChallengePublished { .. }
        | Occurrence::StageExtended { .. }
        | Occurrence::ChallengeCancelled { .. }
        | Occurrence::ResultReceived { .. }
        | Occurrence::ResultApproved { .. }
        | Occurrence::ResultAnnulled { .. }
        | Occurrence::AppealRecorded { .. }
        | Occurrence::AppealDecided { .. }
        | Occurrence::PrizesAwarded { .. }
        | Occurrence::QuestionAsked { .. }
        | Occurrence::QuestionAnswered { .. }
        | Occurrence::ChallengeAmended { .. }
        | Occurrence::QuestionMerged { .. }
        | Occurrence::StageOpened { .. }
        | Occurrence::ReviewsAwaited { .. }
        | Occurrence::DefectsReported { .. }
        | Occurrence::EntryOpened { .. }
        | Occurrence::EntryNotAdvanced { .. } => Vec::new(),
    }
}

const fn member_of(organization: OrganizationId, role: Role) -> Group {
    let scope = Scope::Organization(organization);
    Group { scope, role }
}

const fn in_team(team: TeamId) -> Group {
    let scope = Scope::Team(team);
    let role = Role::Member;
    Group { scope, role }
}

/// Those who follow a contest.
pub(crate) const fn followers(challenge: ChallengeId) -> Group {
    in_contest(challenge, Role::Follower)
}

const fn in_contest(challenge: ChallengeId, role: Role) -> Group {
    let scope = Scope::Challenge(challenge);
    Group { scope, role }
}

fn joined<'a>(
    challenge: ChallengeId,
    role: Role,
    accounts: impl IntoIterator<Item = &'a AccountId>,
) -> Vec<RosterChange> {
    let group = in_contest(challenge, role);
    let line = |account: &AccountId| RosterChange::Joined(group, *account);
    accounts.into_iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use linia_chassis::id::{EntryId, StageId};

    use super::*;

    #[test]
    fn entrant_who_is_not_before_the_jury_does_not_join_the_contest() {
        let opened = |withdrawn, unconfirmed| Occurrence::EntryOpened {
            entry: EntryId::new(),
            stage: StageId::new(),
            challenge: ChallengeId::new(),
            accounts: [AccountId::new()].into(),
            withdrawn,
            unconfirmed,
        };
        assert_eq!(roster_changes(&opened(true, false)), []);
        assert_eq!(roster_changes(&opened(false, true)), []);
        assert_eq!(roster_changes(&opened(false, false)).len(), 1);
    }

    #[test]
    fn recused_juror_leaves_the_group_that_the_appointed_one_joined() {
        let (challenge, account) = (ChallengeId::new(), AccountId::new());
        let group = in_contest(challenge, Role::Juror);
        let appointed = Occurrence::JurorAppointed { challenge, account };
        let recused = Occurrence::JurorRecused { challenge, account };
        assert_eq!(
            roster_changes(&appointed),
            [RosterChange::Joined(group, account)]
        );
        assert_eq!(
            roster_changes(&recused),
            [RosterChange::Left(group, account)]
        );
    }
}
