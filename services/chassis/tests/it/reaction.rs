//! An event's way into a reaction.

use linia_chassis::{
    id::ChallengeId,
    process::{Command, Service},
};
use linia_tests::stack::retry::poll_until;
use uuid::Uuid;

use crate::{
    gate::Gate,
    toys::{Ledger, Reader},
    world::{LIMIT, World},
};

const NOTED: &str = "SELECT count(*) FROM noted";
const PARKED: &str = "SELECT count(*) FROM dead_letter WHERE consumer = 'notifications'";

impl World {
    /// Makes a consumer of the reader fail at an event.
    pub(crate) async fn fault(
        &self,
        consumer: &str,
        account: ChallengeId,
        version: i64,
        kind: &str,
    ) {
        let mut conn = self.connect(Reader::NAME).await;
        sqlx::query(
            "INSERT INTO fault (consumer, aggregate, version, kind) VALUES ($1, $2, $3, $4)",
        )
        .bind(consumer)
        .bind(account.as_uuid())
        .bind(version)
        .bind(kind)
        .execute(&mut conn)
        .await
        .expect("inserts");
    }

    /// Mends all that fails.
    pub(crate) async fn mend(&self) {
        let mut conn = self.connect(Reader::NAME).await;
        sqlx::query("DELETE FROM fault")
            .execute(&mut conn)
            .await
            .expect("deletes");
    }

    /// Waits until handlers have failed that often.
    pub(crate) async fn wait_for_failures(&self, times: i64) {
        poll_until(LIMIT, async || {
            let sql = "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM failures";
            (self.count(Reader::NAME, sql).await >= times).then_some(())
        })
        .await
        .expect("it fails");
    }

    /// The versions of an account that were noted, in the order of noting.
    pub(crate) async fn noted(&self, table: &str, account: ChallengeId) -> Vec<i64> {
        let sql = format!("SELECT version FROM {table} WHERE aggregate = $1 ORDER BY place");
        let mut conn = self.connect(Reader::NAME).await;
        sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
            .bind(account.as_uuid())
            .fetch_all(&mut conn)
            .await
            .expect("reads")
    }
}

#[tokio::test]
async fn reaction_handles_each_version_once_though_it_is_delivered_twice() {
    let world = World::new().await;
    let (ledger, reader) = (world.serve::<Ledger>().await, world.serve::<Reader>().await);
    let account = ChallengeId::new();
    for _ in 0..5 {
        ledger.enter(account, "entry").await.expect("entered");
    }
    world.wait_for_count(Reader::NAME, NOTED, 5).await;
    world.run::<Ledger>(Command::Repend).await;
    world.wait_for_published(10).await;
    world.wait_until_idle(Reader::REACTION).await;
    assert_eq!(world.noted("noted", account).await, [1, 2, 3, 4, 5]);
    reader.stop().await;
    ledger.stop().await;
}

#[tokio::test]
async fn replicas_share_the_work_and_handle_each_version_once() {
    let world = World::new().await;
    let ledger = world.serve::<Ledger>().await;
    let readers = [world.serve::<Reader>().await, world.serve::<Reader>().await];
    let accounts: Vec<_> = (0..4).map(|_| ChallengeId::new()).collect();
    for entry in 0..40 {
        ledger
            .enter(accounts[entry % 4], "entry")
            .await
            .expect("entered");
    }
    world.wait_for_count(Reader::NAME, NOTED, 40).await;
    for account in accounts {
        assert_eq!(
            world.noted("noted", account).await,
            (1..=10).collect::<Vec<_>>()
        );
    }
    for reader in readers {
        reader.stop().await;
    }
    ledger.stop().await;
}

#[tokio::test]
async fn event_that_a_process_died_with_comes_to_another() {
    let world = World::new().await;
    let ledger = world.serve::<Ledger>().await;
    // The durable is there from now on.
    let reader = world.serve::<Reader>().await;
    let account = ChallengeId::new();
    ledger.enter(account, "entry").await.expect("entered");
    world.wait_for_count(Reader::NAME, NOTED, 1).await;
    reader.stop().await;

    ledger.enter(account, "entry").await.expect("entered");
    world.take_delivery(Reader::REACTION).await;
    let reader = world.serve::<Reader>().await;
    world.wait_for_count(Reader::NAME, NOTED, 2).await;
    assert_eq!(world.noted("noted", account).await, [1, 2]);
    reader.stop().await;
    ledger.stop().await;
}

#[tokio::test]
async fn event_whose_handler_takes_long_does_not_come_again_nor_those_behind_it() {
    let world = World::new().await;
    let ledger = world.serve::<Ledger>().await;
    let account = ChallengeId::new();
    world.fault(Reader::REACTION, account, 1, "gate").await;
    let mut gate = Gate::close(&world).await;
    for _ in 0..3 {
        ledger.enter(account, "entry").await.expect("entered");
    }
    let reader = world.serve::<Reader>().await;
    gate.wait_for(1).await;
    world.wait_for_deliveries(Reader::REACTION, 3).await;
    world.wait_out_answers(Reader::REACTION).await;
    assert_eq!(world.deliveries(Reader::REACTION).await, 3);
    gate.open().await;
    world.wait_for_count(Reader::NAME, NOTED, 3).await;
    assert_eq!(world.deliveries(Reader::REACTION).await, 3);
    reader.stop().await;
    ledger.stop().await;
}

#[tokio::test]
async fn event_that_arrives_early_waits_for_its_predecessor() {
    let world = World::new().await;
    let reader = world.serve::<Reader>().await;
    let account = ChallengeId::new();
    world.smuggle(account, 2, &Uuid::new_v4().to_string()).await;
    world.wait_for_deliveries(Reader::REACTION, 2).await;
    assert!(world.noted("noted", account).await.is_empty());
    world.smuggle(account, 1, &Uuid::new_v4().to_string()).await;
    world.wait_for_count(Reader::NAME, NOTED, 2).await;
    assert_eq!(world.noted("noted", account).await, [1, 2]);
    assert_eq!(world.count(Reader::NAME, PARKED).await, 0);
    reader.stop().await;
}

#[tokio::test]
async fn transient_failure_is_tried_again_until_it_passes() {
    let world = World::new().await;
    let (ledger, reader) = (world.serve::<Ledger>().await, world.serve::<Reader>().await);
    let (failing, other) = (ChallengeId::new(), ChallengeId::new());
    world.fault(Reader::REACTION, failing, 1, "transient").await;
    ledger.enter(failing, "entry").await.expect("entered");
    ledger.enter(failing, "entry").await.expect("entered");
    ledger.enter(other, "entry").await.expect("entered");
    world.wait_for_failures(3).await;
    world.wait_for_count(Reader::NAME, NOTED, 1).await;
    assert_eq!(world.noted("noted", other).await, [1]);

    world.mend().await;
    world.wait_for_count(Reader::NAME, NOTED, 3).await;
    assert_eq!(world.noted("noted", failing).await, [1, 2]);
    assert_eq!(world.count(Reader::NAME, PARKED).await, 0);
    reader.stop().await;
    ledger.stop().await;
}

#[tokio::test]
async fn poison_is_parked_with_its_followers_while_others_go_on() {
    for kind in ["poison", "refused", "too large"] {
        let world = World::new().await;
        let (ledger, reader) = (world.serve::<Ledger>().await, world.serve::<Reader>().await);
        let (poisoned, other) = (ChallengeId::new(), ChallengeId::new());
        world.fault(Reader::REACTION, poisoned, 2, kind).await;
        for _ in 0..4 {
            ledger.enter(poisoned, "entry").await.expect("entered");
            ledger.enter(other, "entry").await.expect("entered");
        }
        world.wait_for_count(Reader::NAME, PARKED, 3).await;
        world.wait_for_count(Reader::NAME, NOTED, 5).await;
        assert_eq!(world.noted("noted", poisoned).await, [1], "{kind}");
        assert_eq!(world.noted("noted", other).await, [1, 2, 3, 4], "{kind}");
        world.wait_until_idle(Reader::REACTION).await;
        reader.stop().await;
        ledger.stop().await;
    }
}

/// An operator who reads the reason learns which rule was broken.
#[tokio::test]
async fn refusal_of_the_database_is_told_by_its_code_and_constraint() {
    let world = World::new().await;
    let (ledger, reader) = (world.serve::<Ledger>().await, world.serve::<Reader>().await);
    let account = ChallengeId::new();
    world.fault(Reader::REACTION, account, 1, "refused").await;
    ledger.enter(account, "entry").await.expect("entered");
    let told = "SELECT count(*) FROM dead_letter WHERE consumer = 'notifications' AND reason = \
                'the database refuses it: SQLSTATE 23514, constraint narrow_digit'";
    world.wait_for_count(Reader::NAME, told, 1).await;
    reader.stop().await;
    ledger.stop().await;
}

#[tokio::test]
async fn handler_that_panics_is_poison_and_the_reaction_lives_on() {
    let world = World::new().await;
    let (ledger, reader) = (world.serve::<Ledger>().await, world.serve::<Reader>().await);
    let (poisoned, other) = (ChallengeId::new(), ChallengeId::new());
    world.fault(Reader::REACTION, poisoned, 1, "panic").await;
    ledger.enter(poisoned, "entry").await.expect("entered");
    ledger.enter(other, "entry").await.expect("entered");
    world.wait_for_count(Reader::NAME, NOTED, 1).await;
    world.wait_for_count(Reader::NAME, PARKED, 1).await;
    assert_eq!(world.noted("noted", other).await, [1]);
    reader.stop().await;
    ledger.stop().await;
}

#[tokio::test]
async fn payload_that_cannot_be_read_is_parked_as_received() {
    let world = World::new().await;
    let reader = world.serve::<Reader>().await;
    let id = Uuid::new_v4().to_string();
    world
        .smuggle_payload(ChallengeId::new(), 1, &id, "not JSON")
        .await;
    let kept = "SELECT count(*) FROM dead_letter \
                WHERE consumer = 'notifications' AND payload = 'not JSON'::bytea";
    world.wait_for_count(Reader::NAME, kept, 1).await;
    reader.stop().await;
}
