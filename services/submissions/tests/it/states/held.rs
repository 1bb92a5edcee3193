//! A version that arrived when the known end was past and challenges could not
//! be asked.

use linia_chassis::id::StageId;
use linia_submissions::app::close_stage::Attempt;
use uuid::Uuid;

use crate::world::{HOUR, Person, World, reason};

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Challenges is still away.
    Held,
    /// The stage had been extended.
    Accepted,
    /// It had not, and is not closed yet.
    Late,
    /// As [`State::Accepted`]; the stage has closed since, and challenges is away again.
    AcceptedClosed,
    /// As [`State::Late`]; the stage has closed, and challenges is away again.
    LateClosed,
}
use State::{Accepted, AcceptedClosed, Held, Late, LateClosed};

/// What is told to the same request, to another content under its id, and to a
/// new request.
const TABLE: [(State, [&str; 3]); 5] = [
    (
        Held,
        [
            "DEADLINE_UNDECIDED",
            "REQUEST_ID_REUSED",
            "DEADLINE_UNDECIDED",
        ],
    ),
    (Accepted, ["OK", "REQUEST_ID_REUSED", "OK"]),
    (
        Late,
        ["DEADLINE_PASSED", "DEADLINE_PASSED", "DEADLINE_PASSED"],
    ),
    (
        AcceptedClosed,
        ["OK", "REQUEST_ID_REUSED", "DEADLINE_PASSED"],
    ),
    (
        LateClosed,
        ["DEADLINE_PASSED", "DEADLINE_PASSED", "DEADLINE_PASSED"],
    ),
];

#[tokio::test]
async fn every_call_after_a_held_version_in_every_state() {
    for (state, expected) in TABLE {
        let world = World::create().await;
        let stage = world.publish(1).await.remove(0).id;
        let (person, request) = (Person::new(), Uuid::new_v4());
        hold(&world, stage, &person, request).await;
        reach(&world, stage, state).await;
        let mut told = Vec::new();
        for (text, request) in [("a", request), ("b", request), ("c", Uuid::new_v4())] {
            told.push(reason(person.submit(&world, stage, text, request).await));
        }
        assert_eq!(told, expected, "{state:?}");
    }
}

async fn hold(world: &World, stage: StageId, person: &Person, request: Uuid) {
    let known = person.submit(world, stage, "known", Uuid::new_v4()).await;
    known.expect("in time");
    world.peers.set_away(true);
    world.travel(HOUR).await;
    let held = person.submit(world, stage, "a", request).await;
    assert_eq!(reason(held), "DEADLINE_UNDECIDED");
}

async fn reach(world: &World, stage: StageId, state: State) {
    if state == Held {
        return;
    }
    if [Accepted, AcceptedClosed].contains(&state) {
        world.peers.amend(stage, |stage| stage.close_time += HOUR);
    }
    world.peers.set_away(false);
    if state == AcceptedClosed {
        world.travel(HOUR).await;
    }
    if [AcceptedClosed, LateClosed].contains(&state) {
        assert_eq!(world.close(stage).await, Attempt::Done);
        world.peers.set_away(true);
    }
}
