//! The end of a process.

use linia_chassis::{
    id::ChallengeId,
    process::{self, BootError, Command, HealthError, Service},
};
use linia_tests::stack::retry::poll_until;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;

use crate::{
    gate::Gate,
    toys::{Ledger, Reader, ToySettings},
    world::{LIMIT, World, entry},
};

#[tokio::test]
async fn calls_under_way_are_answered_and_published_before_the_end() {
    let world = World::new().await;
    let ledger = world.serve::<Ledger>().await;
    let mut gate = Gate::close(&world).await;
    let call = {
        let mut client = ledger.ledger();
        let request = entry(ChallengeId::new(), Ledger::AT_GATE);
        tokio::spawn(async move { client.ask_question(request).await })
    };
    gate.wait_for(1).await;
    ledger.shutdown.cancel();
    poll_until(LIMIT, async || {
        TcpStream::connect(ledger.address).await.err()
    })
    .await
    .expect("nobody new is let in");
    gate.open().await;
    call.await.expect("does not panic").expect("is answered");
    ledger.ended().await;
    assert_eq!(world.published_count().await, 1);
}

#[tokio::test]
async fn process_ends_also_when_the_broker_is_down() {
    let mut world = World::new().await;
    let (ledger, reader) = (world.serve::<Ledger>().await, world.serve::<Reader>().await);
    ledger
        .enter(ChallengeId::new(), "entry")
        .await
        .expect("entered");
    world
        .wait_for_count(Reader::NAME, "SELECT count(*) FROM projected", 1)
        .await;
    world.nats.kill9().await;
    ledger
        .enter(ChallengeId::new(), "entry")
        .await
        .expect("entered");
    ledger.stop().await;
    reader.stop().await;
    let pending = "SELECT count(*) FROM outbox_pending";
    assert_eq!(world.count(Ledger::NAME, pending).await, 1);
}

/// The broker's address answers to nobody, and every patience is longer than
/// the test's: whoever waits for the broker does not end.
#[tokio::test]
async fn end_of_a_process_does_not_wait_for_the_broker() {
    let world = World::new().await;
    let silent = TcpListener::bind("127.0.0.1:0").await.expect("listens");
    let address = silent.local_addr().expect("has an address");
    let unhurried = |service| {
        let mut settings = world.settings(service);
        settings.nats.url = format!("nats://{address}");
        settings.nats.request_timeout_seconds = 3600;
        settings.grpc.drain_seconds = 3600;
        settings
    };
    let ledger = world.serve_with::<Ledger>(unhurried(Ledger::NAME)).await;
    let reader = world.serve_with::<Reader>(unhurried(Reader::NAME)).await;
    ledger
        .enter(ChallengeId::new(), "entry")
        .await
        .expect("entered");
    reader.stop().await;
    ledger.stop().await;
    let pending = "SELECT count(*) FROM outbox_pending";
    assert_eq!(world.count(Ledger::NAME, pending).await, 1);
}

#[tokio::test]
async fn health_tells_whether_the_process_is_ready() {
    let world = World::new().await;
    let settings = world.settings(Ledger::NAME);
    let ask = async |settings: ToySettings| {
        let stop = CancellationToken::new();
        process::execute::<Ledger>(settings, Command::Health, stop).await
    };
    let silent = ask(settings.clone()).await;
    assert!(
        matches!(&silent, Err(BootError::Health(HealthError::Silent { .. }))),
        "{silent:?}"
    );
    let ledger = world.serve_with::<Ledger>(settings.clone()).await;
    let ready = poll_until(LIMIT, async || ask(settings.clone()).await.ok()).await;
    ready.expect("becomes ready");
    ledger.stop().await;
}
