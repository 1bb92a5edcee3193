use super::*;
use crate::domain::{RevealedLaureate, Topic, samples::Sample};
use linia_chassis::id::{EntrantName, EntryId};

/// Each kind of occurrence with what it tells, and exactly whom.
fn expected(sample: &Sample, occurrence: &Occurrence) -> Vec<(Topic, Audience)> {
    let person = || Audience {
        accounts: [sample.account].into(),
        groups: Vec::new(),
    };
    let people = || Audience {
        accounts: [sample.account, sample.other_account].into(),
        groups: Vec::new(),
    };
    let groups = |organization: &[Role], contest: &[Role]| {
        let of = |scope, roles: &[Role]| {
            let group = |role: &Role| Group { scope, role: *role };
            roles.iter().map(group).collect::<Vec<_>>()
        };
        Audience {
            accounts: BTreeSet::new(),
            groups: [
                of(Scope::Organization(sample.organization), organization),
                of(Scope::Challenge(sample.challenge), contest),
            ]
            .concat(),
        }
    };
    let team = || Audience {
        accounts: BTreeSet::new(),
        groups: vec![Group {
            scope: Scope::Team(sample.team),
            role: Role::Member,
        }],
    };
    let heads = || groups(&[Role::Head], &[]);
    let staff = || groups(&[Role::Head, Role::Editor], &[]);
    let staff_and = |contest: &[Role]| groups(&[Role::Head, Role::Editor], contest);
    let interested = [Role::Applicant, Role::Admitted, Role::Follower];
    let and_interested = |roles: &[Role]| staff_and(&[roles, &interested].concat());
    let everybody = || and_interested(&[Role::Juror, Role::Entrant]);

    let one = match occurrence {
        Occurrence::AccountRegistered { .. } => (Topic::VerifyEmail, person()),
        Occurrence::SignUpRepeated { .. } => (Topic::SignUpRepeated, person()),
        Occurrence::OrganizationVerified { .. } => (
            Topic::OrganizationVerified,
            groups(&[Role::Head, Role::Editor, Role::Representative], &[]),
        ),
        Occurrence::MembershipGranted { .. } => (Topic::MembershipGranted, person()),
        Occurrence::TeamMemberInvited { .. } => (Topic::TeamInvitation, person()),
        Occurrence::ErasureRequested { .. } => (Topic::ErasureRequested, person()),
        Occurrence::ErasureSettled { .. } => (Topic::ErasureSettled, person()),
        Occurrence::ApplicationReceived { .. } => (Topic::ApplicationReceived, staff()),
        Occurrence::EntrantAdmitted { entrant, .. } => {
            let audience = match entrant {
                EntrantName::Account(_) => person(),
                EntrantName::Team(_) => team(),
                EntrantName::Organization(_) => groups(&[Role::Head, Role::Representative], &[]),
            };
            (Topic::EntrantAdmitted, audience)
        }
        Occurrence::EntrantRefused { .. } => (Topic::EntrantRefused, team()),
        Occurrence::IndividualExtensionGranted { .. } => (Topic::IndividualExtension, person()),
        Occurrence::ReviewRequested { .. } => {
            let audience = Audience {
                accounts: BTreeSet::new(),
                groups: vec![Group {
                    scope: Scope::Installation,
                    role: Role::Operator,
                }],
            };
            (Topic::ReviewRequested, audience)
        }
        Occurrence::ApprovalRequested { .. } => (Topic::ApprovalRequested, heads()),
        Occurrence::ChallengeApproved { .. } => (Topic::ChallengeApproved, staff()),
        Occurrence::ChallengeReturned { .. } => (Topic::ChallengeReturned, staff()),
        Occurrence::ChallengePublished { .. } => (Topic::ChallengePublished, staff()),
        Occurrence::ChallengeAmended { .. } => (Topic::ChallengeAmended, everybody()),
        Occurrence::StageExtended { ordinal: 1, .. } => (
            Topic::StageExtended,
            and_interested(&[Role::Juror, Role::Finalist]),
        ),
        Occurrence::StageExtended { .. } => (
            Topic::StageExtended,
            staff_and(&[Role::Juror, Role::Finalist, Role::Follower]),
        ),
        Occurrence::ChallengeCancelled { .. } => (Topic::ChallengeCancelled, everybody()),
        Occurrence::ResultReceived { .. } => (Topic::ResultReceived, heads()),
        Occurrence::ResultApproved { .. } => (Topic::ResultApproved, staff_and(&[Role::Follower])),
        Occurrence::ResultAnnulled { .. } => (Topic::ResultAnnulled, everybody()),
        Occurrence::AppealRecorded { .. } => (Topic::AppealRecorded, staff_and(&[Role::Laureate])),
        Occurrence::AppealDecided { .. } => (Topic::AppealDecided, staff_and(&[Role::Laureate])),
        Occurrence::PrizesAwarded { .. } => (
            Topic::PrizesAwarded,
            staff_and(&[Role::Laureate, Role::Follower]),
        ),
        Occurrence::RunnerUpCalled { .. } => (Topic::RunnerUpCalled, staff_and(&[Role::Follower])),
        Occurrence::RunnerUpAwarded { .. } => (
            Topic::RunnerUpAwarded,
            staff_and(&[Role::Laureate, Role::Follower]),
        ),
        Occurrence::EntryPrizeLost { .. } => (Topic::PrizeLost, people()),
        Occurrence::RunnerUpRevealed { runners_up, .. } => {
            let theirs = runners_up.iter().map(|_| (Topic::RunnerUp, people()));
            return theirs.chain([(Topic::RunnerUpRevealed, heads())]).collect();
        }
        Occurrence::QuestionAsked { .. } => (Topic::QuestionAsked, staff()),
        Occurrence::QuestionAnswered { .. } => {
            let askers = people().accounts;
            let groups = groups(&[], &interested).groups;
            let audience = Audience {
                accounts: askers,
                groups,
            };
            (Topic::QuestionAnswered, audience)
        }
        Occurrence::QuestionMerged { .. } => (Topic::QuestionMerged, person()),
        Occurrence::JurorAppointed { .. } => (Topic::JurorAppointed, person()),
        Occurrence::JurorRecused {
            authority: Some(_),
            dismissed: true,
            ..
        } => {
            return vec![
                (Topic::JurorRecused, staff()),
                (Topic::JurorDismissed, person()),
            ];
        }
        Occurrence::JurorRecused {
            authority: None,
            dismissed: true,
            ..
        } => (Topic::JurorDismissed, person()),
        Occurrence::JurorRecused {
            authority: Some(_), ..
        } => (Topic::JurorRecused, staff()),
        Occurrence::StageClosed {
            openers: Some(_), ..
        } => {
            let audience = Audience {
                accounts: person().accounts,
                groups: staff().groups,
            };
            (Topic::OpeningAwaited, audience)
        }
        Occurrence::StageOpened { .. } => (Topic::StageOpened, people()),
        Occurrence::ReviewsAwaited { .. } => (Topic::ReviewsAwaited, people()),
        Occurrence::DefectsReported { .. } => (Topic::DefectsReported, people()),
        Occurrence::EntryOpened { .. } => (Topic::EntryOpened, people()),
        Occurrence::EntryAdvanced { .. } => (Topic::EntryAdvanced, people()),
        Occurrence::EntryNotAdvanced { .. } => (Topic::EntryNotAdvanced, people()),
        Occurrence::StageUnmasked { .. } => (Topic::Laureate, people()),
        Occurrence::EntrantEnrolled { waited: true, .. } => (Topic::PlaceFreed, team()),
        Occurrence::EntrantEnrolled { carried: true, .. }
        | Occurrence::EntrantWaitlisted { carried: true, .. } => (Topic::WinnerCarried, team()),
        Occurrence::EntrantEnrolled { .. } => (Topic::Enrolled, team()),
        Occurrence::EntrantWaitlisted { .. } => (Topic::EnrolmentWaiting, team()),
        Occurrence::EntrantAdvanced { .. } => (Topic::EnrolmentAdvanced, team()),
        Occurrence::EntrantRemoved { .. } => (Topic::EnrolmentRemoved, team()),
        Occurrence::ProgrammeEnded { .. } => {
            let audience = Audience {
                accounts: BTreeSet::new(),
                groups: vec![Group {
                    scope: Scope::Programme(sample.programme),
                    role: Role::Participant,
                }],
            };
            (Topic::ProgrammeEnded, audience)
        }
        Occurrence::ProgrammePublished { .. }
        | Occurrence::EntrantLeft { .. }
        | Occurrence::OperatorRoleGranted { .. }
        | Occurrence::OrganizationRegistered { .. }
        | Occurrence::MembershipRevoked { .. }
        | Occurrence::TeamFormed { .. }
        | Occurrence::TeamMemberJoined { .. }
        | Occurrence::TeamMemberLeft { .. }
        | Occurrence::ErasureBegun { .. }
        | Occurrence::StageClosed { openers: None, .. }
        | Occurrence::JurorRecused {
            authority: None, ..
        } => return Vec::new(),
    };
    vec![one]
}

#[test]
fn each_occurrence_is_told_to_exactly_those_meant() {
    let sample = Sample::new();
    for occurrence in sample.occurrences() {
        let told: Vec<_> = announcements(&occurrence)
            .into_iter()
            .map(|it| (it.notice.topic(), it.audience))
            .collect();
        assert_eq!(told, expected(&sample, &occurrence), "{occurrence:?}");
    }
}

#[test]
fn every_topic_arises_from_something() {
    let arising: BTreeSet<Topic> = Sample::new()
        .occurrences()
        .iter()
        .flat_map(announcements)
        .map(|it| it.notice.topic())
        .collect();
    assert_eq!(arising, Topic::ALL.iter().copied().collect());
}

#[test]
fn each_laureate_is_told_of_their_own_entry() {
    let challenge = ChallengeId::new();
    let laureates: Vec<_> = [1, 2]
        .map(|rank| RevealedLaureate {
            rank,
            entry: EntryId::new(),
            accounts: [AccountId::new()].into(),
        })
        .into();
    let told = announcements(&Occurrence::StageUnmasked {
        challenge,
        laureates: laureates.clone(),
    });
    assert_eq!(told.len(), 2);
    for (announcement, laureate) in told.iter().zip(&laureates) {
        assert_eq!(
            announcement.notice.about().subject(),
            laureate.entry.to_string()
        );
        assert_eq!(announcement.audience.accounts, laureate.accounts);
    }
}

#[test]
fn stored_notice_reads_back_as_itself_under_its_topic() {
    for occurrence in Sample::new().occurrences() {
        for Announcement { notice, .. } in announcements(&occurrence) {
            let stored = serde_json::to_value(&notice).expect("a notice has a JSON form");
            assert_eq!(stored["topic"], notice.topic().name());
            let read = serde_json::from_value::<Notice>(stored).expect("reads");
            assert_eq!(read, notice);
        }
    }
}
