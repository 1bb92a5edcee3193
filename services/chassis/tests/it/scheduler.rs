//! Work that falls due.

use std::time::Duration;

use linia_chassis::{
    id::ChallengeId,
    process::Service,
    scheduler::{cancel_in_tx, schedule_in_tx},
};
use linia_tests::stack::retry::poll_until;
use serde_json::{Value, json};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    gate::Gate,
    toys::Ledger,
    world::{LIMIT, World},
};

const DONE: &str = "SELECT count(*) FROM done";
const LEFT: &str = "SELECT count(*) FROM due_work";
const PARKED: &str = "SELECT count(*) FROM due_work WHERE parked_reason IS NOT NULL";

impl World {
    async fn now(&self) -> OffsetDateTime {
        self.database.clock().now().await.expect("has a clock")
    }

    async fn schedule(&self, key: Uuid, due: OffsetDateTime, payload: &Value) {
        let mut conn = self.connect(Ledger::NAME).await;
        schedule_in_tx(&mut conn, Ledger::WORK, key, due, payload)
            .await
            .expect("schedules");
    }

    /// The attempts that were successful, by key.
    async fn done(&self, key: Uuid) -> Vec<i32> {
        let mut conn = self.connect(Ledger::NAME).await;
        sqlx::query_scalar("SELECT attempt FROM done WHERE key = $1")
            .bind(key)
            .fetch_all(&mut conn)
            .await
            .expect("reads")
    }
}

#[tokio::test]
async fn work_is_done_after_its_time_by_the_one_clock_and_not_before() {
    let world = World::new().await;
    let ledger = world.serve::<Ledger>().await;
    let (later, now) = (Uuid::new_v4(), Uuid::new_v4());
    let due = world.now().await + Duration::from_secs(3600);
    world.schedule(later, due, &json!({})).await;
    world.schedule(now, world.now().await, &json!({})).await;
    world.wait_for_count(Ledger::NAME, DONE, 1).await;
    assert_eq!(world.done(now).await, [1]);

    world
        .database
        .clock()
        .advance(Duration::from_secs(3601))
        .await
        .expect("travels");
    world.wait_for_count(Ledger::NAME, DONE, 2).await;
    assert_eq!(world.done(later).await, [1]);
    world.wait_for_count(Ledger::NAME, LEFT, 0).await;
    ledger.stop().await;
}

#[tokio::test]
async fn work_that_was_moved_or_cancelled_is_not_done_at_its_old_time() {
    let world = World::new().await;
    let (moved, cancelled, other) = (Uuid::new_v4(), Uuid::new_v4(), Uuid::new_v4());
    let now = world.now().await;
    for key in [moved, cancelled] {
        world.schedule(key, now, &json!({})).await;
    }
    world
        .schedule(moved, now + Duration::from_secs(3600), &json!({}))
        .await;
    let mut conn = world.connect(Ledger::NAME).await;
    cancel_in_tx(&mut conn, Ledger::WORK, cancelled)
        .await
        .expect("cancels");

    world.schedule(other, now, &json!({})).await;
    let ledger = world.serve::<Ledger>().await;
    world.wait_for_count(Ledger::NAME, DONE, 1).await;
    assert_eq!(world.done(other).await, [1]);
    world.wait_for_count(Ledger::NAME, LEFT, 1).await;
    ledger.stop().await;
}

#[tokio::test]
async fn work_whose_lease_was_lost_is_not_completed_twice() {
    let world = World::new().await;
    let ledger = world.serve::<Ledger>().await;
    let key = Uuid::new_v4();
    let mut gate = Gate::close(&world).await;
    world
        .schedule(key, world.now().await, &json!({ "gate": 1 }))
        .await;
    gate.wait_for(1).await;
    // The holder is still at it when its lease is another's, who then dies.
    let mut conn = world.connect(Ledger::NAME).await;
    sqlx::query(
        "UPDATE due_work SET lease = gen_random_uuid(), \
             lease_end = clock_timestamp() - interval '1 second'",
    )
    .execute(&mut conn)
    .await
    .expect("takes the lease away");
    gate.wait_for(2).await;
    gate.open().await;
    world.wait_for_count(Ledger::NAME, LEFT, 0).await;
    assert_eq!(world.done(key).await, [2]);
    ledger.stop().await;
}

#[tokio::test]
async fn work_that_takes_longer_than_its_lease_is_not_given_to_another() {
    let world = World::new().await;
    let mut gate = Gate::close(&world).await;
    let key = Uuid::new_v4();
    world
        .schedule(key, world.now().await, &json!({ "gate": 1 }))
        .await;
    let ledger = world.serve::<Ledger>().await;
    gate.wait_for(1).await;
    let mut conn = world.connect(Ledger::NAME).await;
    let first_end: OffsetDateTime = sqlx::query_scalar("SELECT lease_end FROM due_work")
        .fetch_one(&mut conn)
        .await
        .expect("is leased");
    // It would have ended by now, and still goes on.
    poll_until(LIMIT, async || {
        let still_held = "SELECT clock_timestamp() > $1 AND lease_end > clock_timestamp() \
                          FROM due_work WHERE attempts = 1";
        sqlx::query_scalar::<_, bool>(still_held)
            .bind(first_end)
            .fetch_one(&mut conn)
            .await
            .expect("nobody else has begun")
            .then_some(())
    })
    .await
    .expect("the lease is renewed");
    gate.open().await;
    world.wait_for_count(Ledger::NAME, LEFT, 0).await;
    assert_eq!(world.done(key).await, [1]);
    ledger.stop().await;
}

#[tokio::test]
async fn work_that_fails_is_tried_again() {
    let world = World::new().await;
    let ledger = world.serve::<Ledger>().await;
    let key = Uuid::new_v4();
    world
        .schedule(key, world.now().await, &json!({ "fail": 2 }))
        .await;
    world.wait_for_count(Ledger::NAME, DONE, 1).await;
    assert_eq!(world.done(key).await, [3]);
    ledger.stop().await;
}

#[tokio::test]
async fn work_that_parks_or_panics_stays_with_its_reason() {
    let world = World::new().await;
    let ledger = world.serve::<Ledger>().await;
    let now = world.now().await;
    world
        .schedule(Uuid::new_v4(), now, &json!({ "park": 1 }))
        .await;
    world
        .schedule(Uuid::new_v4(), now, &json!({ "panic": 1 }))
        .await;
    world.wait_for_count(Ledger::NAME, PARKED, 2).await;

    let other = Uuid::new_v4();
    world.schedule(other, now, &json!({})).await;
    world.wait_for_count(Ledger::NAME, DONE, 1).await;
    let untried = "SELECT count(*) FROM due_work WHERE parked_reason IS NOT NULL AND attempts = 1";
    assert_eq!(world.count(Ledger::NAME, untried).await, 2);
    ledger.stop().await;
}

#[tokio::test]
async fn no_more_work_is_claimed_than_can_begin() {
    let world = World::new().await;
    let mut gate = Gate::close(&world).await;
    let now = world.now().await;
    for _ in 0..60 {
        world
            .schedule(Uuid::new_v4(), now, &json!({ "gate": 1 }))
            .await;
    }
    let mut settings = world.settings(Ledger::NAME);
    settings.database.max_connections = 24;
    let ledger = world.serve_with::<Ledger>(settings).await;
    gate.wait_for(16).await;
    let claimed = "SELECT count(*) FROM due_work WHERE lease IS NOT NULL";
    assert_eq!(world.count(Ledger::NAME, claimed).await, 16);
    // Calls go on meanwhile.
    ledger
        .enter(ChallengeId::new(), "entry")
        .await
        .expect("entered");
    gate.open().await;
    world.wait_for_count(Ledger::NAME, DONE, 60).await;
    ledger.stop().await;
}
