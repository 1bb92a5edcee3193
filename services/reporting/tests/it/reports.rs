//! Numbers.

use std::collections::{BTreeSet, VecDeque};

use linia_chassis::{
    consumer::{EventRecord, Projection},
    id::{AccountId, ChallengeId, OrganizationId},
};
use linia_proto::{
    identity::events::v1::{AccountRegistered, AccountVerified, OrganizationVerified},
    reporting::v1::{GetChallengeReportRequest, GetPlatformReportRequest, PlatformReport},
};
use linia_reporting::events::ReportingProjection;
use rand::{Rng, SeedableRng, rngs::StdRng};
use sqlx::{Connection, PgConnection};
use tonic::Code;

use crate::{
    contest::{Contest, event},
    world::World,
};

/// Merges the chains at random; each keeps its own order.
fn shuffled(chains: &[Vec<EventRecord>], random: &mut StdRng) -> Vec<EventRecord> {
    let mut chains: Vec<VecDeque<_>> = chains.iter().cloned().map(VecDeque::from).collect();
    let mut merged = Vec::new();
    while !chains.is_empty() {
        let next = random.random_range(0..chains.len());
        merged.extend(chains[next].pop_front());
        chains.retain(|chain| !chain.is_empty());
    }
    merged
}

fn of(challenge: ChallengeId) -> GetChallengeReportRequest {
    GetChallengeReportRequest {
        challenge: challenge.to_string(),
    }
}

#[tokio::test]
async fn numbers_do_not_depend_on_order_batches_or_repetition() {
    let world = World::start().await;
    for seed in 0..10 {
        let mut random = StdRng::seed_from_u64(seed);
        let contest = Contest::new();
        for _ in 0..2 {
            let events = shuffled(&contest.chains, &mut random);
            let size = random.random_range(1..=events.len());
            for batch in events.chunks(size) {
                world.apply(batch).await;
            }
        }
        let report = world
            .anyone()
            .get_challenge_report(of(contest.challenge))
            .await;
        let report = report.expect("is public").into_inner();
        assert_eq!(report, contest.report(), "seed {seed}");
    }
}

#[tokio::test]
async fn nothing_is_reported_of_a_challenge_that_was_not_published() {
    let world = World::start().await;
    let contest = Contest::new();
    let id = contest.challenge.as_uuid();
    world.apply(&[event(id, 1, 0, &contest.drafted())]).await;
    let mut reports = world.person(|claims| claims);
    for challenge in [contest.challenge, ChallengeId::new()] {
        let refused = reports.get_challenge_report(of(challenge)).await;
        assert_eq!(refused.expect_err("is none").code(), Code::NotFound);
    }
    let malformed = GetChallengeReportRequest {
        challenge: "challenges/1".into(),
    };
    let refused = reports.get_challenge_report(malformed).await;
    assert_eq!(refused.expect_err("no name").code(), Code::InvalidArgument);
}

#[tokio::test]
async fn installation_counts_what_was_verified_published_awarded_and_opened() {
    let world = World::start().await;
    let (verified, unverified) = (AccountId::new(), AccountId::new());
    let organization = OrganizationId::new();
    let registered = |account: AccountId| AccountRegistered {
        account: account.to_string(),
    };
    world
        .apply(&[
            event(verified.as_uuid(), 1, 0, &registered(verified)),
            event(unverified.as_uuid(), 1, 0, &registered(unverified)),
            event(
                verified.as_uuid(),
                2,
                0,
                &AccountVerified {
                    account: verified.to_string(),
                },
            ),
            event(
                organization.as_uuid(),
                1,
                0,
                &OrganizationVerified {
                    organization: organization.to_string(),
                },
            ),
        ])
        .await;
    for contest in [Contest::new(), Contest::new()] {
        world.apply(&contest.chains.concat()).await;
    }
    let draft = Contest::new();
    let id = draft.challenge.as_uuid();
    world.apply(&[event(id, 1, 0, &draft.drafted())]).await;

    let report = world
        .anyone()
        .get_platform_report(GetPlatformReportRequest {})
        .await;
    let expected = PlatformReport {
        account_count: 1,
        organization_count: 1,
        published_challenge_count: 2,
        awarded_challenge_count: 2,
        entry_count: 8,
    };
    assert_eq!(report.expect("is public").into_inner(), expected);
}

#[tokio::test]
async fn rebuild_empties_every_table_of_facts() {
    let world = World::start().await;
    let mut owner = PgConnection::connect(&world.database.owner_url)
        .await
        .expect("connects");
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'reporting'
         AND tablename NOT LIKE '%sqlx_migrations' AND tablename NOT LIKE 'outbox%'
         AND tablename <> ALL ('{relay_state,inbox,dead_letter,projection_checkpoint,
                                 request_answer,verification_key,due_work}')",
    )
    .fetch_all(&mut owner)
    .await
    .expect("reads");
    let tables: BTreeSet<&str> = tables.iter().map(String::as_str).collect();
    let emptied: BTreeSet<&str> = ReportingProjection.tables().iter().copied().collect();
    assert_eq!(emptied, tables);
}
