//! Challenges has the last word on closing times, and is not asked by everybody.

use std::time::Duration;

use futures::future::join_all;
use linia_submissions::app::closing_time;
use sqlx::{Connection, PgConnection};
use uuid::Uuid;

use crate::world::{HOUR, Person, World, reason};

/// So long before it closes, a stage is about to close.
const MOMENT: Duration = Duration::from_secs(5);

#[tokio::test]
async fn challenges_is_asked_once_for_all_who_come_too_late() {
    let (world, stage, _) = World::with_entry().await;
    let people: Vec<_> = (0..40).map(|_| Person::new()).collect();
    let crowd = async || {
        let calls = people
            .iter()
            .map(|person| person.submit(&world, stage.id, "late", Uuid::new_v4()));
        let answers = join_all(calls).await;
        answers.into_iter().map(reason).collect::<Vec<_>>()
    };
    world.travel(HOUR).await;
    let before = world.peers.asked();
    for _ in 0..2 {
        assert_eq!(crowd().await, vec!["DEADLINE_PASSED"; 40]);
    }
    assert_eq!(world.peers.asked(), before + 1);
}

#[tokio::test]
async fn closing_time_that_was_asked_for_ahead_is_not_asked_for_by_who_comes_too_late() {
    let (world, stage, person) = World::with_entry().await;
    let before = world.peers.asked();
    closing_time::ask_ahead(&world.ctx).await.expect("asks");
    assert_eq!(world.peers.asked(), before, "it closes in an hour");
    world.travel_to(stage.close_time - MOMENT).await;
    for _ in 0..2 {
        closing_time::ask_ahead(&world.ctx).await.expect("asks");
    }
    assert_eq!(world.peers.asked(), before + 1);
    let early = person.submit(&world, stage.id, "early", Uuid::new_v4());
    assert_eq!(reason(early.await), "OK");
    world.travel_to(stage.close_time).await;
    let late = person.submit(&world, stage.id, "late", Uuid::new_v4());
    assert_eq!(reason(late.await), "DEADLINE_PASSED");
    assert_eq!(world.peers.asked(), before + 1);
}

#[tokio::test]
async fn closing_time_that_may_still_move_is_asked_for_again() {
    let (world, stage, person) = World::with_entry().await;
    world.peers.amend(stage.id, |it| it.settled = false);
    world.travel_to(stage.close_time - MOMENT).await;
    closing_time::ask_ahead(&world.ctx).await.expect("asks");
    let later = stage.close_time + HOUR;
    world.peers.amend(stage.id, |it| it.close_time = later);
    world.travel_to(stage.close_time).await;
    let extended = person.submit(&world, stage.id, "extended", Uuid::new_v4());
    assert_eq!(reason(extended.await), "OK");
}

#[tokio::test]
async fn once_the_end_is_known_nobody_waits_in_line_to_be_told_that_it_is_too_late() {
    let (world, stage, _) = World::with_entry().await;
    let late = async || {
        let person = Person::new();
        let answer = person.submit(&world, stage.id, "late", Uuid::new_v4());
        reason(answer.await)
    };
    world.travel(HOUR).await;
    assert_eq!(late().await, "DEADLINE_PASSED");
    let mut conn = PgConnection::connect(&world.database.superuser_url)
        .await
        .expect("connects");
    // The accepting statement would wait for it, whatever it answers.
    let mut held = conn.begin().await.expect("begins");
    sqlx::raw_sql("LOCK TABLE submissions.entry_version IN EXCLUSIVE MODE")
        .execute(&mut *held)
        .await
        .expect("locks");
    let told = tokio::time::timeout(Duration::from_secs(20), late()).await;
    assert_eq!(told, Ok("DEADLINE_PASSED"));
}
