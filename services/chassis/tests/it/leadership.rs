//! Of several relays one leads, and no other can publish.

use linia_chassis::{crypto::sha256, id::ChallengeId};
use linia_tests::stack::retry::poll_until;
use tokio_util::sync::CancellationToken;

use crate::{
    stream::assert_gapless,
    toys::Ledger,
    world::{LIMIT, World, entry},
};

impl World {
    /// Who holds the lock of the ledger's internal relay.
    async fn relay_locks(&self) -> Vec<i32> {
        let key = sha256(b"relay/challenges/internal");
        let half = |from: usize| {
            let octets = key[from..from + 4].try_into().expect("four octets");
            i64::from(u32::from_be_bytes(octets))
        };
        let mut conn = self.superuser().await;
        sqlx::query_scalar(
            "SELECT pid FROM pg_locks l JOIN pg_database d ON d.oid = l.database \
             WHERE d.datname = current_database() AND locktype = 'advisory' AND granted \
               AND classid::bigint = $1 AND objid::bigint = $2",
        )
        .bind(half(0))
        .bind(half(4))
        .fetch_all(&mut conn)
        .await
        .expect("reads the locks")
    }

    async fn wait_for_leader_other_than(&self, before: &[i32]) -> Vec<i32> {
        poll_until(LIMIT, async || {
            let now = self.relay_locks().await;
            (now.len() == 1 && now != before).then_some(now)
        })
        .await
        .expect("a relay leads")
    }
}

#[tokio::test]
async fn one_relay_leads_and_another_takes_over_when_it_ends() {
    let world = World::new().await;
    let account = ChallengeId::new();
    let first = world.serve::<Ledger>().await;
    let led = world.wait_for_leader_other_than(&[]).await;
    let second = world.serve::<Ledger>().await;
    second
        .enter(account, "for the other to publish")
        .await
        .expect("entered");
    world.wait_for_published(1).await;
    assert_eq!(world.relay_locks().await, led);

    first.stop().await;
    world.wait_for_leader_other_than(&led).await;
    second
        .enter(account, "to publish oneself")
        .await
        .expect("entered");
    assert_gapless(&world.wait_for_published(2).await);
    second.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn relay_that_lost_its_lock_neither_repeats_nor_reorders() {
    const WRITERS: usize = 6;
    let world = World::new().await;
    let replicas = [world.serve::<Ledger>().await, world.serve::<Ledger>().await];
    let over = CancellationToken::new();
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let mut client = replicas[writer % 2].ledger();
            let over = over.clone();
            tokio::spawn(async move {
                let (shared, own) = (ChallengeId::from(uuid::Uuid::nil()), ChallengeId::new());
                let mut entered = 0;
                while !over.is_cancelled() {
                    for account in [shared, own] {
                        client
                            .ask_question(entry(account, "entry"))
                            .await
                            .expect("entered");
                        entered += 1;
                    }
                }
                entered
            })
        })
        .collect();

    let mut leader = world.wait_for_leader_other_than(&[]).await;
    for _ in 0..5 {
        // The leader does not know yet that it leads no more.
        let mut conn = world.superuser().await;
        sqlx::query("SELECT pg_terminate_backend($1)")
            .bind(leader[0])
            .execute(&mut conn)
            .await
            .expect("terminates");
        leader = world.wait_for_leader_other_than(&leader).await;
    }
    over.cancel();
    let mut entered = 0;
    for writer in writers {
        entered += writer.await.expect("writes");
    }
    assert_gapless(&world.wait_for_published(entered).await);
    for replica in replicas {
        replica.stop().await;
    }
}

#[tokio::test]
async fn relay_compares_again_when_something_slipped_in() {
    let world = World::new().await;
    let ledger = world.serve::<Ledger>().await;
    let account = ChallengeId::new();
    ledger.enter(account, "entry").await.expect("entered");
    let published = world.wait_for_published(1).await;
    // Late, and past the fence: a message of ours from another relay.
    world.smuggle(account, 1, &published[0].id).await;
    ledger.enter(account, "entry").await.expect("entered");
    let published = world.wait_for_published(3).await;
    let versions: Vec<_> = published.iter().map(|event| event.version).collect();
    assert_eq!(versions, [1, 1, 2]);
    ledger.stop().await;
}
