//! The roster: who belongs to which group, since when and until when. It is
//! learned from events, whose order across organizations and challenges is not
//! known; so it keeps times, and a late line still counts for what was
//! announced after its time.
//!
//! Teams and organizations enter contests and programmes too. They are parts of
//! their groups: whoever belongs to them at a moment belongs to the group then.

mod role;
mod scope;

use linia_chassis::id::{AccountId, ChallengeId, EntrantName, OrganizationId, ProgrammeId, TeamId};

use super::{Audience, Occurrence};

pub(crate) use self::{role::Role, scope::Scope};

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
    /// The second group is a part of the first from now on.
    Included(Group, Group),
    /// The second group is no longer a part of the first.
    Excluded(Group, Group),
}

impl RosterChange {
    /// Where it happens.
    pub(crate) fn scopes(&self) -> Vec<Scope> {
        match self {
            Self::Joined(group, _) | Self::Left(group, _) => vec![group.scope],
            Self::Included(group, part) | Self::Excluded(group, part) => {
                vec![group.scope, part.scope]
            }
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
        Occurrence::TeamMemberLeft { team, account } => vec![Left(in_team(*team), *account)],
        Occurrence::OperatorRoleGranted { account } => vec![Joined(operators(), *account)],
        Occurrence::ApplicationReceived {
            challenge,
            entrant: Some(entrant),
            ..
        } => begins(in_contest(*challenge, Role::Applicant), *entrant),
        Occurrence::EntrantAdmitted {
            challenge, entrant, ..
        } => [
            ends(in_contest(*challenge, Role::Applicant), *entrant),
            begins(in_contest(*challenge, Role::Admitted), *entrant),
        ]
        .concat(),
        Occurrence::EntrantRefused {
            challenge, entrant, ..
        } => ends(in_contest(*challenge, Role::Applicant), *entrant),
        Occurrence::EntrantEnrolled {
            programme, entrant, ..
        }
        | Occurrence::EntrantWaitlisted {
            programme, entrant, ..
        } => begins(participants(*programme), *entrant),
        Occurrence::EntrantLeft { programme, entrant }
        | Occurrence::EntrantRemoved {
            programme, entrant, ..
        } => ends(participants(*programme), *entrant),
        Occurrence::JurorAppointed { challenge, account } => {
            vec![Joined(in_contest(*challenge, Role::Juror), *account)]
        }
        Occurrence::JurorRecused {
            challenge, account, ..
        } => {
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
        Occurrence::RunnerUpRevealed {
            challenge,
            runners_up,
            ..
        } => runners_up
            .iter()
            .flat_map(|runner_up| joined(*challenge, Role::Laureate, &runner_up.accounts))
            .collect(),
        Occurrence::EntryPrizeLost {
            challenge,
            accounts,
            ..
        } => {
            let laureates = in_contest(*challenge, Role::Laureate);
            accounts
                .iter()
                .map(|account| Left(laureates, *account))
                .collect()
        }
        Occurrence::AccountRegistered { .. }
        | Occurrence::SignUpRepeated { .. }
        | Occurrence::OrganizationRegistered { .. }
        | Occurrence::OrganizationVerified { .. }
        | Occurrence::TeamMemberInvited { .. }
        | Occurrence::ErasureRequested { .. }
        | Occurrence::ErasureBegun { .. }
        | Occurrence::ErasureSettled { .. }
        | Occurrence::ReviewRequested { .. }
        | Occurrence::ApprovalRequested { .. }
        | Occurrence::ApplicationReceived { .. }
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
        | Occurrence::RunnerUpCalled { .. }
        | Occurrence::RunnerUpAwarded { .. }
        | Occurrence::QuestionAsked { .. }
        | Occurrence::QuestionAnswered { .. }
        | Occurrence::ChallengeAmended { .. }
        | Occurrence::ProgrammePublished { .. }
        | Occurrence::ProgrammeEnded { .. }
        | Occurrence::EntrantAdvanced { .. }
        | Occurrence::QuestionMerged { .. }
        | Occurrence::StageClosed { .. }
        | Occurrence::StageOpened { .. }
        | Occurrence::ReviewsAwaited { .. }
        | Occurrence::DefectsReported { .. }
        | Occurrence::EntryOpened { .. }
        | Occurrence::EntryNotAdvanced { .. } => Vec::new(),
    }
}

/// Makes whoever may act in this name belong to a group.
fn begins(group: Group, entrant: EntrantName) -> Vec<RosterChange> {
    let Audience { accounts, groups } = Audience::of(entrant);
    let people = accounts.into_iter();
    let parts = groups.into_iter();
    people
        .map(|account| RosterChange::Joined(group, account))
        .chain(parts.map(|part| RosterChange::Included(group, part)))
        .collect()
}

/// Makes whoever may act in this name belong to a group no longer.
fn ends(group: Group, entrant: EntrantName) -> Vec<RosterChange> {
    let Audience { accounts, groups } = Audience::of(entrant);
    let people = accounts.into_iter();
    let parts = groups.into_iter();
    people
        .map(|account| RosterChange::Left(group, account))
        .chain(parts.map(|part| RosterChange::Excluded(group, part)))
        .collect()
}

/// Those who run this installation.
pub(crate) const fn operators() -> Group {
    Group {
        scope: Scope::Installation,
        role: Role::Operator,
    }
}

/// Those who have a role in an organization.
pub(crate) const fn member_of(organization: OrganizationId, role: Role) -> Group {
    let scope = Scope::Organization(organization);
    Group { scope, role }
}

/// Those who belong to a team.
pub(crate) const fn in_team(team: TeamId) -> Group {
    let scope = Scope::Team(team);
    let role = Role::Member;
    Group { scope, role }
}

/// Those who take part in a programme, or wait to.
pub(crate) const fn participants(programme: ProgrammeId) -> Group {
    let scope = Scope::Programme(programme);
    let role = Role::Participant;
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
mod tests;
