//! The door that every call passes.

use std::time::Duration;

use http::HeaderValue;
use linia_chassis::{
    auth::{Bearer, TOKEN_TYPE},
    config::CredentialSettings,
    crypto::Signer,
    grpc::Peers,
    id::{AccountId, ChallengeId},
    process::Service,
};
use linia_proto::challenges::v1::{
    MergeQuestionRequest, question_service_client::QuestionServiceClient,
};
use linia_tests::stack::retry::poll_until;
use rand::Rng;
use tonic::{Code, Request};
use tonic_types::StatusExt;

use crate::{
    gate::Gate,
    stream::assert_gapless,
    toys::Ledger,
    world::{LIMIT, World, entry, with_token},
};

const EVENTS: &str = "SELECT count(*) FROM outbox_event";

#[tokio::test]
async fn token_that_is_expired_foreign_or_wrongly_signed_is_refused() {
    let world = World::new().await;
    let stranger = Signer::generate();
    let submissions = Signer::generate();
    world.trust(Ledger::NAME, &submissions, "submissions").await;
    let ledger = world.serve::<Ledger>().await;

    let valid = world.token(|_| ());
    let payload = valid.split('.').nth(1).expect("has a payload");
    let resigned =
        |signer: &Signer| signer.sign_jws(TOKEN_TYPE, &serde_json::json!({ "sub": "x" }));
    let stolen = {
        let other = world.token(|_| ());
        let mut parts: Vec<_> = other.split('.').collect();
        parts[1] = payload;
        parts.join(".")
    };
    let refused = [
        (
            "expired",
            world.token(|claims| claims.exp = claims.iat - 60),
        ),
        (
            "of another issuer",
            world.token(|claims| claims.iss = "other".to_owned()),
        ),
        (
            "for another audience",
            world.token(|claims| claims.aud = "other".to_owned()),
        ),
        (
            "of nobody",
            world.token(|claims| claims.sub = "nobody".to_owned()),
        ),
        (
            "of another type",
            world
                .identity
                .sign_jws("receipt+jwt", &serde_json::json!({})),
        ),
        ("signed by a stranger", resigned(&stranger)),
        ("signed by another service", resigned(&submissions)),
        ("with another's signature", stolen),
        ("no token at all", "not.a.token".to_owned()),
    ];
    for (what, token) in refused {
        let request = with_token(entry(ChallengeId::new(), "entry"), &token);
        let status = ledger.ledger().ask_question(request).await.expect_err(what);
        assert_eq!(status.code(), Code::Unauthenticated, "{what}");
    }
    let mut basic = Request::new(entry(ChallengeId::new(), "entry"));
    basic
        .metadata_mut()
        .insert("authorization", "Basic YTpi".parse().expect("a value"));
    let status = ledger
        .ledger()
        .ask_question(basic)
        .await
        .expect_err("no bearer");
    assert_eq!(status.code(), Code::Unauthenticated);
    assert_eq!(world.count(Ledger::NAME, EVENTS).await, 0);
    ledger.stop().await;
}

#[tokio::test]
async fn caller_is_whom_the_token_names_and_anonymous_without() {
    let world = World::new().await;
    let ledger = world.serve::<Ledger>().await;
    let account = ChallengeId::new();
    let anonymous = ledger.enter(account, "entry").await.expect("entered");
    assert_eq!(anonymous.text, "anonymous");
    let token = world.token(|claims| claims.sub = "services/submissions".to_owned());
    let request = with_token(entry(account, "entry"), &token);
    let answer = ledger
        .ledger()
        .ask_question(request)
        .await
        .expect("entered");
    assert_eq!(answer.into_inner().text, "services/submissions");
    ledger.stop().await;
}

#[tokio::test]
async fn call_to_a_peer_in_a_persons_name_carries_the_persons_token() {
    let world = World::new().await;
    let ledger = world.serve::<Ledger>().await;
    let mut peers = world.settings("submissions").peers;
    peers.challenges = format!("http://{}", ledger.address);
    let peers = Peers::new("submissions", &peers, &CredentialSettings::default());
    let channel = peers.expect("the addresses are well-formed").challenges();
    let mut client = QuestionServiceClient::new(channel);

    let person = AccountId::new().to_string();
    let token = world.token(|claims| claims.sub.clone_from(&person));
    let header = HeaderValue::try_from(format!("Bearer {token}"));
    let bearer = Bearer::new(header.expect("a header value"));
    let request = bearer.request(entry(ChallengeId::new(), "entry"));
    let answer = client.ask_question(request).await.expect("entered");
    assert_eq!(answer.into_inner().text, person);
    // Of its own it has none: identity is down.
    let own = client
        .ask_question(entry(ChallengeId::new(), "entry"))
        .await;
    assert_eq!(own.expect_err("has no token").code(), Code::Unavailable);
    ledger.stop().await;
}

#[tokio::test]
async fn method_without_room_turns_away_before_anybody_is_looked_at() {
    let world = World::new().await;
    let ledger = world.serve::<Ledger>().await;
    let account = ChallengeId::new();
    for token in [world.token(|_| ()), "not.a.token".to_owned()] {
        let request = with_token(MergeQuestionRequest::default(), &token);
        let refused = ledger.ledger().merge_question(request).await;
        let status = refused.expect_err("there is no room");
        let details = status.get_error_details();
        assert_eq!(status.code(), Code::ResourceExhausted);
        assert_eq!(details.error_info().expect("a reason").reason, "NO_ROOM");
        let hint = details.retry_info().expect("a hint").retry_delay;
        assert_eq!(hint, Some(Ledger::COME_BACK));
    }
    ledger.enter(account, "entry").await.expect("has room");
    ledger.stop().await;
}

#[tokio::test]
async fn cancelled_call_still_commits() {
    let world = World::new().await;
    let ledger = world.serve::<Ledger>().await;
    let mut gate = Gate::close(&world).await;
    let call = {
        let mut client = ledger.ledger();
        let request = entry(ChallengeId::new(), Ledger::AT_GATE);
        tokio::spawn(async move { client.ask_question(request).await })
    };
    gate.wait_for(1).await;
    call.abort();
    assert!(call.await.expect_err("gone").is_cancelled());
    gate.open().await;
    world.wait_for_published(1).await;
    ledger.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn storm_of_cancelled_calls_leaves_nothing_half_done() {
    const CALLS: usize = 200;
    let world = World::new().await;
    let mut settings = world.settings(Ledger::NAME);
    settings.database.max_connections = 4;
    let ledger = world.serve_with::<Ledger>(settings).await;
    let accounts: Vec<_> = (0..8).map(|_| ChallengeId::new()).collect();
    let calls: Vec<_> = (0..CALLS)
        .map(|call| {
            let mut client = ledger.ledger();
            let request = entry(accounts[call % accounts.len()], "entry");
            let patience = Duration::from_micros(rand::rng().random_range(0..60_000));
            tokio::spawn(async move {
                tokio::time::timeout(patience, client.ask_question(request))
                    .await
                    .is_ok()
            })
        })
        .collect();
    for call in calls {
        call.await.expect("does not panic");
    }

    // Each connection of the pool still works, also all at once.
    let after =
        futures::future::join_all((0..8).map(|_| ledger.enter(ChallengeId::new(), "after")));
    assert!(after.await.iter().all(Result::is_ok));
    let stuck = "SELECT count(*) FROM pg_stat_activity WHERE usename = current_user \
                 AND datname = current_database() AND state LIKE 'idle in transaction%'";
    world.wait_for_count(Ledger::NAME, stuck, 0).await;
    let missing = "SELECT coalesce(sum(entries), 0)::bigint \
                       - (SELECT count(*) FROM outbox_event) FROM account";
    assert_eq!(world.count(Ledger::NAME, missing).await, 0);
    world
        .wait_for_count(Ledger::NAME, "SELECT count(*) FROM outbox_pending", 0)
        .await;
    let events = world.count(Ledger::NAME, EVENTS).await;
    assert_gapless(
        &world
            .wait_for_published(events.try_into().expect("positive"))
            .await,
    );
    ledger.stop().await;
}

#[tokio::test]
async fn overload_is_refused_with_a_hint_when_to_return() {
    let world = World::new().await;
    let mut settings = world.settings(Ledger::NAME);
    settings.grpc.max_concurrent_requests = 2;
    let ledger = world.serve_with::<Ledger>(settings).await;
    let mut gate = Gate::close(&world).await;
    let calls: Vec<_> = (0..2)
        .map(|_| {
            let mut client = ledger.ledger();
            let request = entry(ChallengeId::new(), Ledger::AT_GATE);
            tokio::spawn(async move { client.ask_question(request).await })
        })
        .collect();
    gate.wait_for(2).await;
    let refused = ledger
        .enter(ChallengeId::new(), "entry")
        .await
        .expect_err("full");
    assert_eq!(refused.code(), Code::ResourceExhausted);
    let details = refused.get_error_details();
    assert!(
        details
            .retry_info()
            .is_some_and(|retry| retry.retry_delay.is_some())
    );

    // Whoever goes away leaves work behind, and that takes up its place.
    for call in &calls {
        call.abort();
    }
    for call in calls {
        assert!(call.await.expect_err("gone").is_cancelled());
    }
    let refused = ledger
        .enter(ChallengeId::new(), "entry")
        .await
        .expect_err("full");
    assert_eq!(refused.code(), Code::ResourceExhausted);

    gate.open().await;
    poll_until(LIMIT, async || {
        ledger.enter(ChallengeId::new(), "entry").await.ok()
    })
    .await
    .expect("there is room again");
    ledger.stop().await;
}

#[tokio::test]
async fn handler_that_panics_answers_internal_and_the_server_lives_on() {
    let world = World::new().await;
    let ledger = world.serve::<Ledger>().await;
    let account = ChallengeId::new();
    let status = ledger
        .enter(account, Ledger::PANICS)
        .await
        .expect_err("panics");
    assert_eq!(status.code(), Code::Internal);
    assert!(!status.message().contains("asks for it"), "{status}");
    ledger.enter(account, "entry").await.expect("entered");
    ledger.stop().await;
}
