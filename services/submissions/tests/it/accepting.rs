//! Rules 1, 2 and 10: sealed, in time, with a receipt.

use futures::future::join_all;
use linia_chassis::crypto::verify_jws;
use linia_submissions::{
    app::{close_stage::Attempt, decide_held, drafts, error::AppError},
    domain::{
        content::WrittenContent,
        receipt::{RECEIPT_TYPE, ReceiptPayload},
    },
};
use sqlx::{Connection, PgConnection, Row};
use uuid::Uuid;

use crate::world::{HOUR, Person, World, reason, sealed_version};

#[tokio::test]
async fn late_submission_is_refused() {
    let world = World::create().await;
    let stage = &world.publish(1).await[0];
    let person = Person::new();
    world.travel(HOUR).await;
    let late = person
        .submit(&world, stage.id, "late", Uuid::new_v4())
        .await;
    assert_eq!(reason(late), "DEADLINE_PASSED");
    assert_eq!(
        world
            .count("SELECT count(*) FROM submissions.entry_version")
            .await,
        0
    );
    assert_eq!(
        world
            .count("SELECT count(*) FROM submissions.held_entry")
            .await,
        0
    );
}

#[tokio::test]
async fn repeated_request_gets_first_answer_even_after_deadline() {
    let world = World::create().await;
    let stage = &world.publish(1).await[0];
    let (person, request) = (Person::new(), Uuid::new_v4());
    let first = person
        .submit(&world, stage.id, "a", request)
        .await
        .expect("in time");
    person
        .submit(&world, stage.id, "b", Uuid::new_v4())
        .await
        .expect("in time");
    world.travel(HOUR).await;
    let again = person
        .submit(&world, stage.id, "a", request)
        .await
        .expect("known");
    assert_eq!(again.jws, first.jws);
    assert_eq!(world.close(stage.id).await, Attempt::Done);
    let again = person
        .submit(&world, stage.id, "a", request)
        .await
        .expect("known");
    assert_eq!(again.jws, first.jws);
    let other = person.submit(&world, stage.id, "c", request).await;
    assert_eq!(reason(other), "REQUEST_ID_REUSED");
    let new = person.submit(&world, stage.id, "c", Uuid::new_v4()).await;
    assert_eq!(reason(new), "DEADLINE_PASSED");
}

#[tokio::test]
async fn receipt_is_verified_with_the_public_key_alone() {
    let world = World::create().await;
    let stage = &world.publish(1).await[0];
    let person = Person::new();
    let receipt = person
        .submit(&world, stage.id, "a", Uuid::new_v4())
        .await
        .expect("in time");
    let key = world.ctx.signer.public_key();
    let payload: ReceiptPayload = verify_jws(&receipt.jws, RECEIPT_TYPE, &key).expect("is ours");
    assert_eq!(payload, receipt.payload);
    assert!(!receipt.jws.contains(&person.account.to_string()));
    let withdrawn = person
        .withdraw(&world, stage.id)
        .await
        .expect("was handed in");
    assert_eq!(
        (withdrawn.payload.version, withdrawn.payload.withdrawn),
        (2, true)
    );
}

#[tokio::test]
async fn extension_that_only_challenges_knows_is_honoured() {
    let (world, stage, person) = World::with_entry().await;
    world
        .peers
        .amend(stage.id, |stage| stage.close_time += HOUR);
    world.travel(HOUR).await;
    let later = person
        .submit(&world, stage.id, "b", Uuid::new_v4())
        .await
        .expect("extended");
    assert_eq!(later.payload.version, 2);
    assert_eq!(
        world.close(stage.id).await,
        Attempt::NotBefore(stage.close_time + HOUR)
    );
}

#[tokio::test]
async fn entry_held_while_challenges_is_away_is_decided_by_its_arrival() {
    for extended in [true, false] {
        let world = World::create().await;
        let stage = &world.publish(1).await[0];
        let (person, request) = (Person::new(), Uuid::new_v4());
        person
            .submit(&world, stage.id, "a", Uuid::new_v4())
            .await
            .expect("in time");
        world.peers.set_away(true);
        world.travel(HOUR).await;
        for _ in 0..2 {
            let held = person.submit(&world, stage.id, "b", request).await;
            assert_eq!(reason(held), "DEADLINE_UNDECIDED");
        }
        let other = person.submit(&world, stage.id, "c", request).await;
        assert_eq!(reason(other), "REQUEST_ID_REUSED");
        if extended {
            world
                .peers
                .amend(stage.id, |stage| stage.close_time += HOUR);
        }
        world.peers.set_away(false);
        // What is held is decided when it is asked for, even after the end.
        world.travel(HOUR).await;
        let decided = person.submit(&world, stage.id, "b", request).await;
        if extended {
            let receipt = decided.expect("arrived before the extended end");
            assert_eq!(receipt.payload.version, 2);
            assert!(receipt.payload.accept_time < stage.close_time + HOUR);
        } else {
            assert_eq!(reason(decided), "DEADLINE_PASSED");
        }
    }
}

#[tokio::test]
async fn held_entry_is_decided_before_the_stage_closes() {
    let (world, stage, person) = World::with_entry().await;
    world.peers.set_away(true);
    world.travel(HOUR).await;
    let held = person.submit(&world, stage.id, "b", Uuid::new_v4()).await;
    assert_eq!(reason(held), "DEADLINE_UNDECIDED");
    world
        .peers
        .amend(stage.id, |stage| stage.close_time += HOUR);
    world.peers.set_away(false);
    world.travel(HOUR).await;
    world.close_and_open(stage.id).await;
    let text = "SELECT count(*) FROM submissions.work WHERE text = 'b'";
    assert_eq!(world.count(text).await, 1);
}

/// It arrived before the end that only challenges knew, and could not be
/// decided; the stage closed before it was set aside.
#[tokio::test]
async fn nothing_is_held_for_a_stage_that_is_closed() {
    let (world, stage, _) = World::with_entry().await;
    world.travel(HOUR).await;
    assert_eq!(world.close(stage.id).await, Attempt::Done);

    let version = sealed_version(stage.id);
    let held = decide_held::hold(&world.ctx, &version, stage.close_time).await;
    assert_eq!(reason(held), "DEADLINE_PASSED");
    let rows = "SELECT count(*) FROM submissions.held_entry";
    assert_eq!(world.count(rows).await, 0);
}

/// What is held is late by the closing at the latest; whoever asks is told so,
/// again and again, and with the closing time.
#[tokio::test]
async fn held_entry_that_came_too_late_is_told_so_once_the_stage_is_closed() {
    let world = World::create().await;
    let stage = &world.publish(1).await[0];
    let (person, request) = (Person::new(), Uuid::new_v4());
    person
        .submit(&world, stage.id, "a", Uuid::new_v4())
        .await
        .expect("in time");
    world.peers.set_away(true);
    world.travel(HOUR).await;
    let held = person.submit(&world, stage.id, "b", request).await;
    assert_eq!(reason(held), "DEADLINE_UNDECIDED");
    world.peers.set_away(false);
    world.close_and_open(stage.id).await;
    let undecided = "SELECT count(*) FROM submissions.held_entry WHERE outcome IS NULL";
    assert_eq!(world.count(undecided).await, 0);

    // The answer needs challenges no more.
    world.peers.set_away(true);
    for _ in 0..2 {
        match person.submit(&world, stage.id, "b", request).await {
            Err(AppError::DeadlinePassed { close_time }) => {
                assert_eq!(close_time, stage.close_time);
            }
            other => panic!("is told {}", reason(other)),
        }
    }
    let text = "SELECT count(*) FROM submissions.work WHERE text = 'b'";
    assert_eq!(world.count(text).await, 0);
}

#[tokio::test]
async fn stored_rows_tell_neither_what_nor_who() {
    let world = World::create().await;
    let stage = &world.publish(1).await[0];
    let person = Person::new();
    let content = WrittenContent {
        title: "canary title".into(),
        text: "canary".into(),
        ..WrittenContent::default()
    };
    drafts::save_draft(
        &world.ctx,
        &person.caller,
        stage.id,
        person.entrant(),
        content,
    )
    .await
    .expect("is open");
    let receipt = person
        .submit(&world, stage.id, "canary", Uuid::new_v4())
        .await
        .expect("in time");
    person
        .withdraw(&world, stage.id)
        .await
        .expect("was handed in");
    let content_hash = hex::encode(receipt.content_sha256.expect("has content"));
    let account = person.account.as_uuid();
    let secrets = [
        "canary".to_owned(),
        hex::encode("canary"),
        account.to_string(),
        account.simple().to_string(),
        hex::encode(account.to_string()),
        content_hash.clone(),
        hex::encode(content_hash),
    ];
    for (table, row) in dump(&world).await {
        for secret in &secrets {
            assert!(!row.contains(secret), "{table} tells {secret}");
        }
    }
    // And the withdrawal is as long as the work, but for the few octets of
    // noise that age adds to every header.
    let sizes = "SELECT count(*) FROM submissions.entry_version \
         WHERE octet_length(sealed) BETWEEN 4097 AND 5120";
    assert_eq!(world.count(sizes).await, 2);
    assert_eq!(
        world.count("SELECT count(*) FROM submissions.draft").await,
        0
    );
}

/// Every row of every table of the schema, as text.
pub(crate) async fn dump(world: &World) -> Vec<(String, String)> {
    let mut conn = PgConnection::connect(&world.database.superuser_url)
        .await
        .expect("connects");
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT tablename::text FROM pg_tables WHERE schemaname = 'submissions'",
    )
    .fetch_all(&mut conn)
    .await
    .expect("lists");
    let mut rows = Vec::new();
    for table in tables {
        let sql = format!("SELECT t::text FROM submissions.{table} t");
        let found = sqlx::query(sqlx::AssertSqlSafe(sql))
            .fetch_all(&mut conn)
            .await
            .expect("reads");
        rows.extend(found.iter().map(|row| (table.clone(), row.get(0))));
    }
    assert!(rows.len() > 3, "there is something to look at");
    rows
}

#[tokio::test]
async fn versions_of_one_entry_and_repeats_at_once_are_each_answered() {
    let world = World::create().await;
    let stage = &world.publish(1).await[0];
    let (person, other) = (Person::new(), Person::new());
    let requests: Vec<_> = (0..20).map(|_| Uuid::new_v4()).collect();
    // Each request three times at once, and somebody else in between.
    let mut calls = Vec::new();
    for request in requests.iter().chain(&requests).chain(&requests) {
        calls.push(person.submit(&world, stage.id, "a", *request));
        calls.push(other.submit(&world, stage.id, "b", *request));
    }
    let receipts = join_all(calls).await;
    let mut versions = [(); 2].map(|()| Vec::new());
    for (index, receipt) in receipts.into_iter().enumerate() {
        let receipt = receipt.expect("in time");
        versions[index % 2].push(receipt.payload.version);
    }
    for versions in &mut versions {
        let (first, again) = (versions[..20].to_vec(), &versions[20..40]);
        assert_eq!(first, again);
        assert_eq!(first, &versions[40..]);
        versions.sort_unstable();
        versions.dedup();
        assert_eq!(*versions, (1..=20).collect::<Vec<i32>>());
    }
}

#[tokio::test]
async fn nothing_can_be_withdrawn_that_was_not_handed_in() {
    let world = World::create().await;
    let stage = &world.publish(1).await[0];
    let withdrawal = Person::new().withdraw(&world, stage.id).await;
    assert_eq!(reason(withdrawal), "NOT_FOUND");
}

#[tokio::test]
async fn nobody_hands_in_for_somebody_else() {
    let world = World::create().await;
    let stage = &world.publish(1).await[0];
    let (one, other) = (Person::new(), Person::new());
    let impostor = Person {
        account: one.account,
        caller: other.caller,
    };
    let entry = impostor.submit(&world, stage.id, "a", Uuid::new_v4()).await;
    assert_eq!(reason(entry), "NOT_PERMITTED");
    let draft = drafts::get_draft(&world.ctx, &impostor.caller, stage.id, one.entrant()).await;
    assert_eq!(reason(draft), "NOT_FOUND");
}

#[tokio::test]
async fn later_stage_takes_finalists_only() {
    let world = World::create().await;
    let stages = world.publish(2).await;
    let entry = Person::new()
        .submit(&world, stages[1].id, "a", Uuid::new_v4())
        .await;
    assert_eq!(reason(entry), "NOT_A_FINALIST");
}

#[tokio::test]
async fn cancelled_stage_takes_nothing() {
    let world = World::create().await;
    let stage = &world.publish(1).await[0];
    world.peers.amend(stage.id, |stage| stage.cancelled = true);
    let entry = Person::new()
        .submit(&world, stage.id, "a", Uuid::new_v4())
        .await;
    assert_eq!(reason(entry), "STAGE_NOT_OPEN");
}

#[tokio::test]
async fn one_request_id_for_two_stages_at_once_is_accepted_once() {
    let world = World::create().await;
    let (one, two) = (
        world.publish(1).await.remove(0),
        world.publish(1).await.remove(0),
    );
    for _ in 0..10 {
        let (person, request) = (Person::new(), Uuid::new_v4());
        let both = tokio::join!(
            person.submit(&world, one.id, "a", request),
            person.submit(&world, two.id, "a", request),
        );
        let mut reasons = [reason(both.0), reason(both.1)];
        reasons.sort_unstable();
        assert_eq!(reasons, ["OK", "REQUEST_ID_REUSED"]);
    }
}
