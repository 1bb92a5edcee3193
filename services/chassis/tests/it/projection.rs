//! An event's way into a projection.

use linia_chassis::{
    id::ChallengeId,
    process::{Command, Service},
};
use uuid::Uuid;

use crate::{
    toys::{Ledger, Reader},
    world::World,
};

const PROJECTED: &str = "SELECT count(*) FROM projected";
const PARKED: &str = "SELECT count(*) FROM dead_letter WHERE consumer = 'notifications_projection'";

#[tokio::test]
async fn event_that_arrives_early_waits_among_the_dead_letters() {
    let world = World::new().await;
    let reader = world.serve::<Reader>().await;
    let account = ChallengeId::new();
    world.smuggle(account, 2, &Uuid::new_v4().to_string()).await;
    world.wait_for_count(Reader::NAME, PARKED, 1).await;
    world.smuggle(account, 1, &Uuid::new_v4().to_string()).await;
    world.wait_for_count(Reader::NAME, PROJECTED, 2).await;
    world.wait_for_count(Reader::NAME, PARKED, 0).await;
    assert_eq!(world.noted("projected", account).await, [1, 2]);
    reader.stop().await;
}

#[tokio::test]
async fn transient_failure_stops_the_projection_until_it_passes() {
    let world = World::new().await;
    let (ledger, reader) = (world.serve::<Ledger>().await, world.serve::<Reader>().await);
    let account = ChallengeId::new();
    world
        .fault(Reader::PROJECTION, account, 2, "transient")
        .await;
    for _ in 0..3 {
        ledger.enter(account, "entry").await.expect("entered");
    }
    world.wait_for_failures(2).await;
    world.mend().await;
    world.wait_for_count(Reader::NAME, PROJECTED, 3).await;
    assert_eq!(world.noted("projected", account).await, [1, 2, 3]);
    reader.stop().await;
    ledger.stop().await;
}

/// Whether or not the handler tells which event of a batch it is; what the
/// database refuses is poison too.
#[tokio::test]
async fn poison_is_parked_with_its_followers_while_others_go_on() {
    for kind in ["poison", "nameless", "panic", "refused", "too large"] {
        let world = World::new().await;
        let ledger = world.serve::<Ledger>().await;
        let (poisoned, other) = (ChallengeId::new(), ChallengeId::new());
        world.fault(Reader::PROJECTION, poisoned, 2, kind).await;
        for _ in 0..3 {
            ledger.enter(poisoned, "entry").await.expect("entered");
            ledger.enter(other, "entry").await.expect("entered");
        }
        // Published before the reader starts, so that they come in one batch.
        world.wait_for_published(6).await;
        let reader = world.serve::<Reader>().await;
        world.wait_for_count(Reader::NAME, PROJECTED, 4).await;
        world.wait_for_count(Reader::NAME, PARKED, 2).await;
        assert_eq!(world.noted("projected", poisoned).await, [1], "{kind}");
        assert_eq!(world.noted("projected", other).await, [1, 2, 3], "{kind}");
        reader.stop().await;
        ledger.stop().await;
    }
}

#[tokio::test]
async fn rebuild_equals_live() {
    let world = World::new().await;
    let (ledger, reader) = (world.serve::<Ledger>().await, world.serve::<Reader>().await);
    let accounts = [ChallengeId::new(), ChallengeId::new()];
    for entry in 0..20 {
        ledger
            .enter(accounts[entry % 2], "entry")
            .await
            .expect("entered");
    }
    world.wait_for_count(Reader::NAME, PROJECTED, 20).await;
    world.run::<Reader>(Command::Rebuild).await;
    ledger
        .enter(accounts[0], "while it is rebuilt")
        .await
        .expect("entered");

    world.wait_for_count(Reader::NAME, PROJECTED, 21).await;
    assert_eq!(
        world.noted("projected", accounts[0]).await,
        (1..=11).collect::<Vec<_>>()
    );
    assert_eq!(
        world.noted("projected", accounts[1]).await,
        (1..=10).collect::<Vec<_>>()
    );
    // The reaction's work is not undone and not done twice.
    assert_eq!(
        world.noted("noted", accounts[1]).await,
        (1..=10).collect::<Vec<_>>()
    );
    reader.stop().await;
    ledger.stop().await;
}

#[tokio::test]
async fn stream_filled_again_is_read_from_its_beginning_without_double_effect() {
    let mut world = World::new().await;
    let (ledger, reader) = (world.serve::<Ledger>().await, world.serve::<Reader>().await);
    let account = ChallengeId::new();
    for _ in 0..4 {
        ledger.enter(account, "entry").await.expect("entered");
    }
    world.wait_for_count(Reader::NAME, PROJECTED, 4).await;
    world.nats.wipe_store().await.expect("is lost");
    world.nats.restart().await.expect("returns");
    world.run::<Ledger>(Command::Streams).await;
    ledger.enter(account, "entry").await.expect("entered");

    world.wait_for_published(5).await;
    world.wait_for_count(Reader::NAME, PROJECTED, 5).await;
    let epoch = "SELECT coalesce(max(epoch), 0) FROM projection_checkpoint WHERE sequence = 5";
    world.wait_for_count(Reader::NAME, epoch, 2).await;
    assert_eq!(world.noted("projected", account).await, [1, 2, 3, 4, 5]);
    world
        .wait_for_count(Reader::NAME, "SELECT count(*) FROM noted", 5)
        .await;
    reader.stop().await;
    ledger.stop().await;
}

#[tokio::test]
async fn reader_that_the_broker_forgot_begins_again_behind_its_checkpoint() {
    let world = World::new().await;
    let (ledger, reader) = (world.serve::<Ledger>().await, world.serve::<Reader>().await);
    let account = ChallengeId::new();
    ledger.enter(account, "entry").await.expect("entered");
    world.wait_for_count(Reader::NAME, PROJECTED, 1).await;
    world.delete_consumer(Reader::PROJECTION).await;
    ledger.enter(account, "entry").await.expect("entered");
    world.wait_for_count(Reader::NAME, PROJECTED, 2).await;
    reader.stop().await;
    ledger.stop().await;
}

#[tokio::test]
async fn one_replica_reads_and_another_takes_over_when_it_ends() {
    let world = World::new().await;
    let ledger = world.serve::<Ledger>().await;
    let [first, second] = [world.serve::<Reader>().await, world.serve::<Reader>().await];
    let account = ChallengeId::new();
    ledger.enter(account, "entry").await.expect("entered");
    world.wait_for_count(Reader::NAME, PROJECTED, 1).await;
    first.stop().await;
    ledger.enter(account, "entry").await.expect("entered");
    world.wait_for_count(Reader::NAME, PROJECTED, 2).await;
    second.stop().await;
    ledger.stop().await;
}
