//! Who hears of what. Mails go only to those meant: each occurrence names its
//! people or the groups they belong to, and nobody else is told.

mod admission;
mod entries;
mod judging;
mod programmes;
mod runners_up;

use std::collections::BTreeSet;

use linia_chassis::id::{AccountId, ChallengeId, OrganizationId};

use self::{
    admission::admission, entries::entries, judging::judging, programmes::programmes,
    runners_up::runners_up,
};
use super::{Announcement, Audience, Group, Notice, Occurrence, Role, Scope, member_of, operators};

/// Returns what people are told when something happens.
pub(crate) fn announcements(occurrence: &Occurrence) -> Vec<Announcement> {
    identity(occurrence)
        .or_else(|| drafting(occurrence))
        .or_else(|| admission(occurrence))
        .or_else(|| contest(occurrence))
        .or_else(|| judging(occurrence))
        .or_else(|| entries(occurrence))
        .or_else(|| runners_up(occurrence))
        .or_else(|| programmes(occurrence))
        .unwrap_or_default()
}

fn identity(occurrence: &Occurrence) -> Option<Vec<Announcement>> {
    let told = match *occurrence {
        Occurrence::AccountRegistered { account } => only(account, Notice::VerifyEmail { account }),
        Occurrence::SignUpRepeated { account } => only(account, Notice::SignUpRepeated { account }),
        Occurrence::OrganizationVerified { organization } => to(
            members(organization),
            Notice::OrganizationVerified { organization },
        ),
        Occurrence::MembershipGranted {
            organization,
            account,
            role,
        } => only(account, Notice::MembershipGranted { organization, role }),
        Occurrence::TeamMemberInvited { team, account } => {
            only(account, Notice::TeamInvitation { team })
        }
        Occurrence::ErasureRequested {
            account,
            begin_time,
        } => only(
            account,
            Notice::ErasureRequested {
                account,
                begin_time,
            },
        ),
        Occurrence::ErasureSettled {
            erasure,
            account,
            kept,
            keep_until,
        } => only(
            account,
            Notice::ErasureSettled {
                account,
                erasure,
                kept,
                keep_until,
            },
        ),
        _ => return None,
    };
    Some(vec![told])
}

/// What the authority's own people and the operators tell each other before
/// publication.
fn drafting(occurrence: &Occurrence) -> Option<Vec<Announcement>> {
    let told = match *occurrence {
        Occurrence::ReviewRequested {
            challenge,
            authority: organization,
        } => to(
            [operators()],
            Notice::ReviewRequested {
                challenge,
                organization,
            },
        ),
        Occurrence::ApprovalRequested {
            challenge,
            authority: organization,
        } => to(
            heads(organization),
            Notice::ApprovalRequested {
                challenge,
                organization,
            },
        ),
        Occurrence::ChallengeApproved {
            challenge,
            authority: organization,
        } => to(
            staff(organization),
            Notice::ChallengeApproved {
                challenge,
                organization,
            },
        ),
        Occurrence::ChallengeReturned {
            challenge,
            authority: organization,
        } => to(
            staff(organization),
            Notice::ChallengeReturned {
                challenge,
                organization,
            },
        ),
        _ => return None,
    };
    Some(vec![told])
}

/// What concerns a contest as a whole.
fn contest(occurrence: &Occurrence) -> Option<Vec<Announcement>> {
    let told = match occurrence {
        Occurrence::ChallengePublished {
            challenge,
            authority,
            ..
        } => to(
            staff(*authority),
            Notice::ChallengePublished {
                challenge: *challenge,
            },
        ),
        Occurrence::ChallengeAmended {
            challenge,
            authority,
            number,
            reason,
            titles: _,
        } => to(
            everybody(*challenge, *authority),
            Notice::ChallengeAmended {
                challenge: *challenge,
                number: *number,
                reason: reason.clone(),
            },
        ),
        Occurrence::StageExtended {
            challenge,
            authority,
            stage,
            ordinal,
            close_time,
            previous_close_time,
            reason,
        } => to(
            staff(*authority).chain(in_contest(*challenge, those_who_reckon_with(*ordinal))),
            Notice::StageExtended {
                challenge: *challenge,
                stage: *stage,
                close_time: *close_time,
                previous_close_time: *previous_close_time,
                reason: reason.clone(),
            },
        ),
        Occurrence::ChallengeCancelled {
            challenge,
            authority,
            reason,
        } => to(
            everybody(*challenge, *authority),
            Notice::ChallengeCancelled {
                challenge: *challenge,
                reason: reason.clone(),
            },
        ),
        Occurrence::ResultReceived {
            challenge,
            authority,
        } => to(
            heads(*authority),
            Notice::ResultReceived {
                challenge: *challenge,
            },
        ),
        Occurrence::ResultApproved {
            challenge,
            authority,
        } => to(
            staff(*authority).chain(in_contest(*challenge, [Role::Follower])),
            Notice::ResultApproved {
                challenge: *challenge,
            },
        ),
        Occurrence::ResultAnnulled {
            challenge,
            authority,
            reason,
        } => to(
            everybody(*challenge, *authority),
            Notice::ResultAnnulled {
                challenge: *challenge,
                reason: reason.clone(),
            },
        ),
        Occurrence::AppealRecorded {
            challenge,
            authority,
            reference,
        } => to(
            staff(*authority).chain(in_contest(*challenge, [Role::Laureate])),
            Notice::AppealRecorded {
                challenge: *challenge,
                reference: reference.clone(),
            },
        ),
        Occurrence::AppealDecided {
            challenge,
            authority,
            reference,
            upheld,
            reason,
        } => to(
            staff(*authority).chain(in_contest(*challenge, [Role::Laureate])),
            Notice::AppealDecided {
                challenge: *challenge,
                reference: reference.clone(),
                upheld: *upheld,
                reason: reason.clone(),
            },
        ),
        Occurrence::PrizesAwarded {
            challenge,
            authority,
        } => to(
            staff(*authority).chain(in_contest(*challenge, [Role::Laureate, Role::Follower])),
            Notice::PrizesAwarded {
                challenge: *challenge,
            },
        ),
        Occurrence::QuestionAsked {
            question,
            challenge,
            authority,
        } => to(
            staff(*authority),
            Notice::QuestionAsked {
                challenge: *challenge,
                question: *question,
            },
        ),
        Occurrence::QuestionAnswered {
            question,
            challenge,
            askers,
        } => Announcement {
            audience: Audience {
                accounts: askers.clone(),
                groups: in_contest(*challenge, INTERESTED).collect(),
            },
            notice: Notice::QuestionAnswered {
                challenge: *challenge,
                question: *question,
            },
        },
        Occurrence::QuestionMerged {
            question,
            challenge,
            into,
            asker,
        } => only(
            *asker,
            Notice::QuestionMerged {
                challenge: *challenge,
                question: *question,
                into: *into,
            },
        ),
        _ => return None,
    };
    Some(vec![told])
}

fn only(account: AccountId, notice: Notice) -> Announcement {
    these(&[account].into(), notice)
}

fn these(accounts: &BTreeSet<AccountId>, notice: Notice) -> Announcement {
    let audience = Audience {
        accounts: accounts.clone(),
        groups: Vec::new(),
    };
    Announcement { notice, audience }
}

fn to(groups: impl IntoIterator<Item = Group>, notice: Notice) -> Announcement {
    let audience = Audience {
        accounts: BTreeSet::new(),
        groups: groups.into_iter().collect(),
    };
    Announcement { notice, audience }
}

fn heads(organization: OrganizationId) -> impl Iterator<Item = Group> {
    in_organization(organization, [Role::Head])
}

/// Those who run an authority's challenges.
fn staff(organization: OrganizationId) -> impl Iterator<Item = Group> {
    in_organization(organization, [Role::Head, Role::Editor])
}

fn members(organization: OrganizationId) -> impl Iterator<Item = Group> {
    in_organization(
        organization,
        [Role::Head, Role::Editor, Role::Representative],
    )
}

/// Those who are known to care for a contest before its works are opened. Who
/// entered a stage that is still sealed is not known here, and must not be; who
/// entered an open contest follows it, to hear of it before the opening.
const INTERESTED: [Role; 3] = [Role::Applicant, Role::Admitted, Role::Follower];

/// All who have to do with a contest.
fn everybody(challenge: ChallengeId, authority: OrganizationId) -> impl Iterator<Item = Group> {
    let roles = [Role::Juror, Role::Entrant].into_iter().chain(INTERESTED);
    staff(authority).chain(in_contest(challenge, roles))
}

/// Those whom a stage's closing time concerns: after the first, only finalists
/// go on. Where the stage is not told, rather all of them.
fn those_who_reckon_with(ordinal: i32) -> Vec<Role> {
    let first = [Role::Juror, Role::Finalist].into_iter().chain(INTERESTED);
    if ordinal <= 1 {
        first.collect()
    } else {
        vec![Role::Juror, Role::Finalist, Role::Follower]
    }
}

fn in_organization<const N: usize>(
    organization: OrganizationId,
    roles: [Role; N],
) -> impl Iterator<Item = Group> {
    roles
        .into_iter()
        .map(move |role| member_of(organization, role))
}

fn in_contest(
    challenge: ChallengeId,
    roles: impl IntoIterator<Item = Role>,
) -> impl Iterator<Item = Group> {
    let scope = Scope::Challenge(challenge);
    roles.into_iter().map(move |role| Group { scope, role })
}

#[cfg(test)]
mod tests;
