//! An event's way out: from the change to the stream.

use std::time::{Duration, Instant};

use linia_chassis::{
    id::ChallengeId,
    process::{Command, Service},
};
use linia_proto::event::Audience;
use linia_tests::stack::retry::poll_until;
use tonic::Code;
use uuid::Uuid;

use crate::{
    stream::assert_gapless,
    toys::Ledger,
    world::{LIMIT, World},
};

const PENDING: &str = "SELECT count(*) FROM outbox_pending";

#[tokio::test]
async fn event_is_published_if_and_only_if_its_change_commits() {
    let world = World::new().await;
    let ledger = world.serve::<Ledger>().await;
    let account = ChallengeId::new();
    ledger.enter(account, "first").await.expect("entered");
    let refused = ledger.enter(account, Ledger::REFUSED).await;
    assert_eq!(
        refused.expect_err("refused").code(),
        Code::FailedPrecondition
    );
    ledger.enter(account, "second").await.expect("entered");

    let published = world.wait_for_published(2).await;
    assert_gapless(&published);
    world.wait_for_count(Ledger::NAME, PENDING, 0).await;
    ledger.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn concurrent_writers_never_invert_versions() {
    const WRITERS: usize = 32;
    const ENTRIES: usize = 15;
    let world = World::new().await;
    let ledger = world.serve::<Ledger>().await;
    let accounts: Vec<_> = (0..5).map(|_| ChallengeId::new()).collect();
    let writers = (0..WRITERS).map(|writer| {
        let mut client = ledger.ledger();
        let accounts = accounts.clone();
        tokio::spawn(async move {
            for entry in 0..ENTRIES {
                let account = accounts[(writer + entry) % accounts.len()];
                let request = crate::world::entry(account, "entry");
                client.ask_question(request).await.expect("entered");
            }
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.expect("writes");
    }

    let published = world.wait_for_published((WRITERS * ENTRIES) as u64).await;
    assert_gapless(&published);
    ledger.stop().await;
}

#[tokio::test]
async fn writes_are_accepted_with_the_broker_down_and_published_when_it_returns() {
    let mut world = World::new().await;
    world.nats.kill9().await;
    let ledger = world.serve::<Ledger>().await;
    let account = ChallengeId::new();
    for _ in 0..5 {
        ledger.enter(account, "entry").await.expect("entered");
    }
    world.nats.restart().await.expect("returns");
    assert_gapless(&world.wait_for_published(5).await);
    ledger.stop().await;
}

#[tokio::test]
async fn what_the_broker_acknowledged_and_nobody_noted_is_not_published_twice() {
    let world = World::new().await;
    let account = ChallengeId::new();
    let ledger = world.serve::<Ledger>().await;
    for _ in 0..5 {
        ledger.enter(account, "entry").await.expect("entered");
    }
    let published = world.wait_for_published(5).await;
    world.wait_for_count(Ledger::NAME, PENDING, 0).await;
    ledger.stop().await;

    // As if the relay had died after the acknowledgement of the last three.
    let mut conn = world.connect(Ledger::NAME).await;
    sqlx::query("UPDATE relay_state SET sequence = 2, event_id = $1 WHERE audience = 'internal'")
        .bind(Uuid::parse_str(&published[1].id).expect("a UUID"))
        .execute(&mut conn)
        .await
        .expect("forgets");
    sqlx::query(
        "INSERT INTO outbox_pending (position, audience) \
         SELECT position, audience FROM outbox_event WHERE version > 2",
    )
    .execute(&mut conn)
    .await
    .expect("forgets");

    let ledger = world.serve::<Ledger>().await;
    ledger.enter(account, "entry").await.expect("entered");
    assert_gapless(&world.wait_for_published(6).await);
    world.wait_for_count(Ledger::NAME, PENDING, 0).await;
    ledger.stop().await;
}

#[tokio::test]
async fn stream_that_lost_its_store_is_filled_again_under_a_new_epoch() {
    let mut world = World::new().await;
    let ledger = world.serve::<Ledger>().await;
    let account = ChallengeId::new();
    for _ in 0..3 {
        ledger.enter(account, "entry").await.expect("entered");
    }
    let before = world.wait_for_published(3).await;
    world.nats.wipe_store().await.expect("is lost");
    world.nats.restart().await.expect("returns");
    world.run::<Ledger>(Command::Streams).await;

    // Nothing new is entered: the relay notices by itself.
    let after = world.wait_for_published(3).await;
    assert_gapless(&after);
    let ids = |events: &[crate::stream::Published]| {
        events
            .iter()
            .map(|event| event.id.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(ids(&after), ids(&before));
    assert!(after.iter().all(|event| event.epoch == 2), "{after:?}");
    ledger.stop().await;
}

#[tokio::test]
async fn stream_ahead_of_the_journal_stops_the_relay_until_a_new_epoch() {
    let world = World::new().await;
    let account = ChallengeId::new();
    // The journal does not know of it: the database was restored.
    world.smuggle(account, 1, &Uuid::new_v4().to_string()).await;
    let ledger = world.serve::<Ledger>().await;
    ledger.enter(account, "entry").await.expect("writes go on");

    // A relay has compared, given up and begins again: each start writes the
    // row anew.
    let first = relay_starts(&world).await;
    poll_until(LIMIT, async || {
        (relay_starts(&world).await != first).then_some(())
    })
    .await
    .expect("it tries again");
    assert_eq!(world.published_count().await, 1);
    assert_eq!(world.count(Ledger::NAME, PENDING).await, 1);

    world.run::<Ledger>(Command::Repend).await;
    let published = world.wait_for_published(2).await;
    assert_eq!(published[1].epoch, 2);
    ledger.stop().await;
}

#[tokio::test]
async fn repend_publishes_the_whole_journal_again_while_the_service_goes_on() {
    let world = World::new().await;
    let ledger = world.serve::<Ledger>().await;
    let account = ChallengeId::new();
    for _ in 0..3 {
        ledger.enter(account, "entry").await.expect("entered");
    }
    world.wait_for_published(3).await;
    world.wait_for_count(Ledger::NAME, PENDING, 0).await;
    world.run::<Ledger>(Command::Repend).await;
    let published = world.wait_for_published(6).await;
    assert_gapless(&published[3..]);
    assert!(
        published[3..].iter().all(|event| event.epoch == 2),
        "{published:?}"
    );
    ledger.enter(account, "entry").await.expect("entered");
    let published = world.wait_for_published(7).await;
    assert_eq!((published[6].version, published[6].epoch), (4, 2));
    ledger.stop().await;
}

#[tokio::test]
async fn oversized_event_parks_its_aggregate_only() {
    let world = World::new().await;
    let ledger = world.serve::<Ledger>().await;
    let (large, small) = (ChallengeId::new(), ChallengeId::new());
    ledger
        .enter(large, &"x".repeat(1_100_000))
        .await
        .expect("entered");
    ledger.enter(large, "entry").await.expect("entered");
    ledger.enter(small, "entry").await.expect("entered");

    let published = world.wait_for_published(1).await;
    assert_eq!(published[0].aggregate, small.as_uuid());
    world
        .wait_for_count(Ledger::NAME, "SELECT count(*) FROM outbox_parked", 1)
        .await;
    world.wait_for_count(Ledger::NAME, PENDING, 2).await;
    ledger.stop().await;
}

/// Each message expects its predecessor: else a smaller one would slip in.
#[tokio::test]
async fn event_that_a_full_stream_refuses_is_not_overtaken() {
    let world = World::new().await;
    world.limit_stream(20_000).await;
    let ledger = world.serve::<Ledger>().await;
    let account = ChallengeId::new();
    ledger
        .enter(account, &"x".repeat(50_000))
        .await
        .expect("entered");
    ledger.enter(account, "small").await.expect("entered");
    // The relay has tried with both of them.
    for _ in 0..2 {
        let start = relay_starts(&world).await;
        poll_until(LIMIT, async || {
            (relay_starts(&world).await != start).then_some(())
        })
        .await
        .expect("it tries again");
    }
    assert_eq!(world.published_count().await, 0);

    world.limit_stream(-1).await;
    assert_gapless(&world.wait_for_published(2).await);
    ledger.stop().await;
}

#[tokio::test]
async fn commit_wakes_the_relay_of_its_audience() {
    const ENTRIES: u64 = 40;
    let world = World::new().await;
    let ledger = world.serve::<Ledger>().await;
    let account = ChallengeId::new();
    ledger
        .enter(account, Ledger::ANNOUNCED)
        .await
        .expect("entered");
    world.wait_for_stream(Audience::Public, 1).await;
    world.wait_for_published(1).await;

    let start = Instant::now();
    for entry in 2..=ENTRIES {
        ledger.enter(account, "entry").await.expect("entered");
        world.wait_for_published_count(entry).await;
    }
    // By the poll alone it would be half a second each.
    assert!(
        start.elapsed() < Duration::from_secs(7),
        "{:?}",
        start.elapsed()
    );
    ledger.stop().await;
}

/// Another number with each start of the internal relay, once there is one.
async fn relay_starts(world: &World) -> i64 {
    let sql = "SELECT coalesce(max(xmin::text::bigint), 0) FROM relay_state \
               WHERE audience = 'internal'";
    poll_until(LIMIT, async || {
        let transaction = world.count(Ledger::NAME, sql).await;
        (transaction > 0).then_some(transaction)
    })
    .await
    .expect("a relay starts")
}
