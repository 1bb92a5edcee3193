//! Crowds: who cannot be served in time is turned away early.

use futures::future::join_all;
use linia_submissions::{app::accept::Acceptor, config::AcceptSettings};
use uuid::Uuid;

use crate::world::{Person, World, reason};

#[tokio::test]
async fn crowd_that_is_late_is_turned_away_before_it_waits_for_long() {
    let (world, stage, person) = World::with_entry().await;
    world.travel_to(stage.close_time).await;
    let first = person.submit(&world, stage.id, "late", Uuid::new_v4());
    assert_eq!(reason(first.await), "DEADLINE_PASSED");
    let people: Vec<_> = (0..100).map(|_| Person::new()).collect();
    let calls = people
        .iter()
        .map(|person| person.submit(&world, stage.id, "late", Uuid::new_v4()));
    let answers: Vec<_> = join_all(calls).await.into_iter().map(reason).collect();
    let count = |reason| answers.iter().filter(|told| **told == reason).count();
    assert!(count("DEADLINE_PASSED") >= 64);
    assert!(count("OVERLOADED") > 0);
    assert_eq!(count("DEADLINE_PASSED") + count("OVERLOADED"), 100);
    let last = person.submit(&world, stage.id, "late", Uuid::new_v4());
    assert_eq!(reason(last.await), "DEADLINE_PASSED");
}

#[tokio::test]
async fn who_would_wait_too_long_is_turned_away_before_anything_is_sealed() {
    let (mut world, stage, _) = World::with_entry().await;
    let settings = AcceptSettings {
        writers: 1,
        max_batch: 1,
        longest_wait_ms: 0,
        ..AcceptSettings::default()
    };
    world.ctx.acceptor = Acceptor::start(&world.ctx.database, &settings);
    let people: Vec<_> = (0..20).map(|_| Person::new()).collect();
    let crowd = async || {
        let calls = people
            .iter()
            .map(|person| person.submit(&world, stage.id, "a", Uuid::new_v4()));
        let answers = join_all(calls).await;
        answers.into_iter().map(reason).collect::<Vec<_>>()
    };
    // How fast it goes is known only afterwards.
    assert_eq!(crowd().await, vec!["OK"; 20]);
    let second = crowd().await;
    // The first has nobody in front.
    assert_eq!(second[0], "OK");
    assert_eq!(second[1..], vec!["OVERLOADED"; 19]);
    let versions = "SELECT count(*) FROM submissions.entry_version";
    assert_eq!(world.count(versions).await, 22);
}
