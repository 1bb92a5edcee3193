//! Crowds: who cannot be served in time is turned away early.

use futures::future::join_all;
use linia_submissions::{
    app::accept::Acceptor, config::AcceptSettings, domain::stage::IndividualClosing,
};
use uuid::Uuid;

use crate::world::{HOUR, Person, World, reason};

#[tokio::test]
async fn crowd_that_is_late_is_told_so_except_who_was_answered_before_or_has_more_time() {
    let (world, stage, person) = World::with_entry().await;
    let (known, request) = (Person::new(), Uuid::new_v4());
    let first = known.submit(&world, stage.id, "early", request).await;
    let first = first.expect("in time");
    let closing = IndividualClosing {
        entrant: person.entrant(),
        close_time: stage.close_time + HOUR,
    };
    world
        .peers
        .amend(stage.id, |it| it.individual_closings.push(closing));
    world.travel_to(stage.close_time).await;
    let people: Vec<_> = (0..100).map(|_| Person::new()).collect();
    for _ in 0..2 {
        let late = people
            .iter()
            .map(|person| person.submit(&world, stage.id, "late", Uuid::new_v4()));
        let again = known.submit(&world, stage.id, "early", request);
        let extended = person.submit(&world, stage.id, "extended", Uuid::new_v4());
        let (late, again, extended) = tokio::join!(join_all(late), again, extended);
        let late: Vec<_> = late.into_iter().map(reason).collect();
        assert_eq!(late, vec!["DEADLINE_PASSED"; 100]);
        assert_eq!(again.expect("is known").jws, first.jws);
        assert_eq!(reason(extended), "OK");
    }
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
    // How long it takes is known only afterwards.
    assert_eq!(crowd().await, vec!["OK"; 20]);
    let versions = "SELECT count(*) FROM submissions.entry_version";
    let mut taken = world.count(versions).await;
    let last = loop {
        let answers = crowd().await;
        let count = |reason| answers.iter().filter(|told| **told == reason).count();
        assert_eq!(count("OK") + count("OVERLOADED"), 20);
        taken += i64::try_from(count("OK")).expect("are few");
        assert_eq!(world.count(versions).await, taken);
        if count("OVERLOADED") == 19 {
            break answers;
        }
    };
    // The first has nobody in front.
    assert_eq!(last[0], "OK");
}
