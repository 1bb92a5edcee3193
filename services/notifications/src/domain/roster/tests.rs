use linia_chassis::id::{EntryId, OrganizationId, StageId};

use super::*;
use crate::domain::RevealedLaureate;

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
fn whoever_leaves_or_is_removed_hears_of_the_programme_no_more() {
    let (programme, account) = (ProgrammeId::new(), AccountId::new());
    let (group, entrant) = (participants(programme), EntrantName::Account(account));
    for joined in [
        Occurrence::EntrantEnrolled {
            programme,
            entrant,
            waited: false,
            carried: false,
        },
        Occurrence::EntrantWaitlisted {
            programme,
            entrant,
            carried: true,
        },
    ] {
        let expected = [RosterChange::Joined(group, account)];
        assert_eq!(roster_changes(&joined), expected);
    }
    for left in [
        Occurrence::EntrantLeft { programme, entrant },
        Occurrence::EntrantRemoved {
            programme,
            entrant,
            reason: String::new(),
        },
    ] {
        let expected = [RosterChange::Left(group, account)];
        assert_eq!(roster_changes(&left), expected);
    }
}

#[test]
fn recused_juror_leaves_the_group_that_the_appointed_one_joined() {
    let (challenge, account) = (ChallengeId::new(), AccountId::new());
    let group = in_contest(challenge, Role::Juror);
    let appointed = Occurrence::JurorAppointed { challenge, account };
    let recused = Occurrence::JurorRecused {
        challenge,
        account,
        authority: None,
        dismissed: false,
    };
    assert_eq!(
        roster_changes(&appointed),
        [RosterChange::Joined(group, account)]
    );
    assert_eq!(
        roster_changes(&recused),
        [RosterChange::Left(group, account)]
    );
}

#[test]
fn whoever_loses_a_prize_leaves_the_laureates_and_whoever_steps_in_joins() {
    let (challenge, lost, stepped_in) = (ChallengeId::new(), AccountId::new(), AccountId::new());
    let laureates = in_contest(challenge, Role::Laureate);
    let prize_lost = Occurrence::EntryPrizeLost {
        entry: EntryId::new(),
        challenge,
        accounts: [lost].into(),
        reason: String::new(),
    };
    let revealed = Occurrence::RunnerUpRevealed {
        challenge,
        authority: OrganizationId::new(),
        runners_up: vec![RevealedLaureate {
            rank: 2,
            entry: EntryId::new(),
            accounts: [stepped_in].into(),
        }],
    };
    let left = RosterChange::Left(laureates, lost);
    assert_eq!(roster_changes(&prize_lost), [left]);
    let joined = RosterChange::Joined(laureates, stepped_in);
    assert_eq!(roster_changes(&revealed), [joined]);
}

/// What changes when somebody applies, is admitted, or is refused.
fn steps(challenge: ChallengeId, entrant: EntrantName) -> [Vec<RosterChange>; 3] {
    let applied = Occurrence::ApplicationReceived {
        challenge,
        authority: OrganizationId::new(),
        entrant: Some(entrant),
    };
    let admitted = Occurrence::EntrantAdmitted {
        challenge,
        entrant,
        invited: false,
        reason: String::new(),
    };
    let refused = Occurrence::EntrantRefused {
        challenge,
        entrant,
        reason: String::new(),
    };
    [applied, admitted, refused].map(|it| roster_changes(&it))
}

#[test]
fn applicant_waits_until_admitted_or_refused_in_whatever_name() {
    use RosterChange::{Excluded, Included, Joined, Left};
    let challenge = ChallengeId::new();
    let applicants = in_contest(challenge, Role::Applicant);
    let admitted = in_contest(challenge, Role::Admitted);
    let account = AccountId::new();
    assert_eq!(
        steps(challenge, EntrantName::Account(account)),
        [
            vec![Joined(applicants, account)],
            vec![Left(applicants, account), Joined(admitted, account)],
            vec![Left(applicants, account)],
        ]
    );
    let team = TeamId::new();
    let members = in_team(team);
    assert_eq!(
        steps(challenge, EntrantName::Team(team)),
        [
            vec![Included(applicants, members)],
            vec![Excluded(applicants, members), Included(admitted, members)],
            vec![Excluded(applicants, members)],
        ]
    );
    let company = OrganizationId::new();
    let [applied, ..] = steps(challenge, EntrantName::Organization(company));
    let who = [Role::Head, Role::Representative];
    let expected = who.map(|role| Included(applicants, member_of(company, role)));
    assert_eq!(applied, expected);
}
