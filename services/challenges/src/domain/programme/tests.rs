//! Every state of a programme against every command and check.

use time::Duration;

use super::*;
use crate::domain::{examples::NOW, programme_examples::*};

#[test]
fn every_command_in_every_state() {
    type Command = fn(Programme) -> Result<Programme, ProgrammeError>;
    use ProgrammeStateKind::{Draft, Ended, Published};
    let commands: [(Command, ProgrammeStateKind, ProgrammeStateKind); 3] = [
        (|it| it.revise(content(), NOW), Draft, Draft),
        (|it| it.publish(&[], NOW), Draft, Published),
        (|it| it.end("done".into(), NOW), Published, Ended),
    ];
    for (command, from, to) in commands {
        for kind in ProgrammeStateKind::ALL {
            match command(in_state(kind)) {
                Ok(programme) => assert_eq!((kind, programme.state.kind()), (from, to)),
                Err(ProgrammeError::WrongState { state, .. }) => {
                    assert_eq!(state, kind);
                    assert_ne!(kind, from);
                }
                Err(other) => panic!("{kind:?}: {other}"),
            }
        }
    }
}

#[test]
fn only_a_published_programme_runs_and_enrols() {
    let open = NOW + Duration::days(2);
    for kind in ProgrammeStateKind::ALL {
        let programme = in_state(kind);
        let runs = kind == ProgrammeStateKind::Published;
        assert_eq!(programme.check_runs("advance in").is_ok(), runs, "{kind:?}");
        assert_eq!(
            programme.check_enrolment_open(open).is_ok(),
            runs,
            "{kind:?}"
        );
        assert_eq!(programme.is_public(), kind != ProgrammeStateKind::Draft);
    }
}

#[test]
fn enrolment_is_open_from_its_opening_to_the_moment_before_its_deadline() {
    let programme = in_state(ProgrammeStateKind::Published);
    let rules = &programme.content.enrolment;
    let (open_time, close_time) = (
        rules.open_time.expect("is set"),
        rules.close_time.expect("is set"),
    );
    let early = Err(ProgrammeError::EnrolmentNotOpen { open_time });
    let late = Err(ProgrammeError::EnrolmentClosed { close_time });
    for (now, expected) in [
        (open_time - Duration::MICROSECOND, early),
        (open_time, Ok(())),
        (close_time - Duration::MICROSECOND, Ok(())),
        (close_time, late),
    ] {
        assert_eq!(programme.check_enrolment_open(now), expected, "{now}");
    }
    let mut at_once = programme;
    at_once.content.enrolment.open_time = None;
    assert_eq!(at_once.check_enrolment_open(NOW), Ok(()));
}

#[test]
fn programme_that_names_strangers_is_not_published() {
    let draft = in_state(ProgrammeStateKind::Draft);
    let (operator, patron) = (draft.content.operators[0], draft.content.patron);
    let unknown: Vec<_> = patron.into_iter().chain([operator]).collect();
    let refused = draft.publish(&unknown, NOW).expect_err("names strangers");
    let ProgrammeError::HasDefects(defects) = refused else {
        panic!("{refused}");
    };
    let told: Vec<_> = defects
        .iter()
        .map(|it| (it.field.as_str(), it.reason))
        .collect();
    let reason = "ORGANIZATION_NOT_VERIFIED";
    assert_eq!(told, [("operators[0]", reason), ("patron", reason)]);
}

#[test]
fn whoever_comes_gets_a_place_then_waits_then_gets_nothing() {
    let programme = in_state(ProgrammeStateKind::Published);
    for (places, waiting, room) in [
        (0, 0, Room::Place),
        (2, 0, Room::Place),
        (3, 0, Room::WaitingList),
        (3, 1, Room::WaitingList),
        (3, 2, Room::Nothing),
        // Nobody overtakes those who wait.
        (2, 1, Room::WaitingList),
        (2, 2, Room::Nothing),
    ] {
        let taken = Taken { places, waiting };
        assert_eq!(programme.room(taken), room, "{taken:?}");
        assert_eq!(programme.has_place(taken), places < 3);
    }
}

#[test]
fn where_nobody_may_wait_whoever_finds_no_place_gets_nothing() {
    let mut programme = in_state(ProgrammeStateKind::Published);
    programme.content.enrolment.waiting_capacity = 0;
    let full = Taken {
        places: 3,
        waiting: 0,
    };
    assert_eq!(programme.room(full), Room::Nothing);
}
