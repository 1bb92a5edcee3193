//! Every state of an enrolment against every command.

use linia_chassis::id::{AccountId, ChallengeId};
use time::Duration;

use super::*;
use crate::domain::{examples::NOW, programme_examples::content};

fn ids() -> Ids {
    let account = AccountId::from(uuid::Uuid::from_u128(7));
    let programme = ProgrammeId::from(uuid::Uuid::from_u128(1));
    (programme, EntrantName::Account(account))
}

const fn door(room: Room, arrival: i64) -> Door {
    Door {
        room,
        arrival,
        now: NOW,
    }
}

fn carried() -> Carried {
    Carried {
        from: ChallengeId::from(uuid::Uuid::from_u128(9)),
        rank: 2,
    }
}

fn in_state(state: EnrolmentState) -> Enrolment {
    Enrolment::arriving(ids(), state, door(Room::Place, 1))
}

fn removed() -> EnrolmentState {
    EnrolmentState::Removed {
        reason: "never came".into(),
    }
}

/// Each state; the first and the third phase keep everybody, the second does
/// not.
fn states() -> [EnrolmentState; 6] {
    [
        EnrolmentState::Enrolled { phase: 1 },
        EnrolmentState::Enrolled { phase: 2 },
        EnrolmentState::Enrolled { phase: 3 },
        EnrolmentState::Waiting,
        EnrolmentState::Left,
        removed(),
    ]
}

/// What a command leads to: another state, none, or a reason to refuse it.
type Outcome = Result<Option<EnrolmentState>, ProgrammeError>;

fn refused(command: &'static str, state: EnrolmentStateKind) -> Outcome {
    Err(ProgrammeError::EnrolmentState { command, state })
}

fn check(command: impl Fn(Enrolment) -> Change, expected: [Outcome; 6]) {
    for (state, expected) in states().into_iter().zip(expected) {
        let outcome = command(in_state(state.clone()));
        let outcome = outcome.map(|changed| changed.map(|it| it.state));
        assert_eq!(outcome, expected, "{state:?}");
    }
}

/// Enrols, and tells whether that changed anything.
fn enrol(found: Option<Enrolment>, door: Door) -> Change {
    Ok(match Enrolment::enrol(found, ids(), door)? {
        Arrival::Known(_) => None,
        Arrival::New(enrolment) => Some(enrolment),
    })
}

#[test]
fn every_command_in_every_state_of_an_enrolment() {
    use EnrolmentStateKind::{Left, Removed, Waiting};
    let enrolled = |phase| Ok(Some(EnrolmentState::Enrolled { phase }));
    let left = || Ok(Some(EnrolmentState::Left));
    let same = || Ok(None);
    let keeps = |phase| Err(ProgrammeError::PhaseKeeps { phase });
    let not_next = |phase| Err(ProgrammeError::PhaseNotNext { phase });
    check(
        |it| Ok(it.erase(NOW)),
        [left(), left(), left(), left(), same(), same()],
    );
    check(
        |it| enrol(Some(it), door(Room::Place, 2)),
        [
            same(),
            same(),
            same(),
            same(),
            enrolled(1),
            refused("enrol", Removed),
        ],
    );
    check(
        |it| {
            Ok(Enrolment::carry(
                Some(&it),
                ids(),
                carried(),
                door(Room::Place, 2),
            ))
        },
        [same(), same(), same(), same(), same(), same()],
    );
    check(
        |it| Ok(it.take_place(NOW)),
        [same(), same(), same(), enrolled(1), same(), same()],
    );
    check(
        |it| it.leave(&content(), NOW),
        [
            keeps(1),
            left(),
            keeps(3),
            left(),
            same(),
            refused("let leave", Removed),
        ],
    );
    let removal = || Ok(Some(removed()));
    check(
        |it| it.remove("never came".into(), NOW),
        [
            removal(),
            removal(),
            removal(),
            removal(),
            refused("remove", Left),
            same(),
        ],
    );
    check(
        |it| it.advance(&content(), 2, 0, NOW),
        [
            enrolled(2),
            same(),
            not_next(3),
            refused("advance", Waiting),
            refused("advance", Left),
            refused("advance", Removed),
        ],
    );
    check(
        |it| it.advance(&content(), 4, 0, NOW),
        [
            not_next(1),
            not_next(2),
            not_next(3),
            refused("advance", Waiting),
            refused("advance", Left),
            refused("advance", Removed),
        ],
    );
}

#[test]
fn whoever_comes_gets_what_is_left() {
    for (room, state) in [
        (Room::Place, Some(EnrolmentState::Enrolled { phase: 1 })),
        (Room::WaitingList, Some(EnrolmentState::Waiting)),
        (Room::Nothing, None),
    ] {
        let come = enrol(None, door(room, 5));
        let expected = state.clone().ok_or(ProgrammeError::Full);
        assert_eq!(come.map(|it| it.expect("is new").state), expected);
        // Winners are not turned away.
        let winner = Enrolment::carry(None, ids(), carried(), door(room, 5));
        let winner = winner.expect("is new");
        assert_eq!(winner.state, state.unwrap_or(EnrolmentState::Waiting));
        assert_eq!((winner.carried, winner.arrival), (Some(carried()), 5));
    }
}

#[test]
fn whoever_comes_again_comes_last_and_keeps_their_history() {
    let left = Enrolment {
        carried: Some(carried()),
        ..in_state(EnrolmentState::Left)
    };
    let now = NOW + Duration::HOUR;
    let again = Door {
        now,
        ..door(Room::WaitingList, 9)
    };
    let again = enrol(Some(left.clone()), again).expect("has left");
    let expected = Enrolment {
        state: EnrolmentState::Waiting,
        arrival: 9,
        update_time: now,
        ..left
    };
    assert_eq!(again, Some(expected));
}

#[test]
fn nobody_goes_on_to_a_phase_that_is_full() {
    let enrolled = in_state(EnrolmentState::Enrolled { phase: 1 });
    for (taken, fits) in [(0, true), (1, true), (2, false)] {
        let outcome = enrolled.clone().advance(&content(), 2, taken, NOW);
        match outcome {
            Ok(_) => assert!(fits),
            Err(error) => assert_eq!(
                (error, fits),
                (ProgrammeError::PhaseFull { phase: 2 }, false)
            ),
        }
    }
}
