//! A repeated `request_id` gets the first answer.

use futures::future::join_all;
use linia_chassis::{id::ChallengeId, idempotency::RETENTION_DAYS, process::Service};
use linia_proto::challenges::v1::AskQuestionRequest;
use tonic::Code;
use tonic_types::StatusExt;
use uuid::Uuid;

use crate::{
    toys::Ledger,
    world::{World, entry, with_token},
};

const EVENTS: &str = "SELECT count(*) FROM outbox_event";

fn identified(account: ChallengeId, text: &str) -> AskQuestionRequest {
    AskQuestionRequest {
        request_id: Uuid::new_v4().to_string(),
        ..entry(account, text)
    }
}

#[tokio::test]
async fn repeated_request_gets_the_first_answer_and_changes_nothing() {
    let world = World::new().await;
    let ledger = world.serve::<Ledger>().await;
    let token = world.token(|_| ());
    let request = identified(ChallengeId::new(), "entry");
    let mut client = ledger.ledger();
    let mut answers = Vec::new();
    for _ in 0..3 {
        let answer = client
            .ask_question(with_token(request.clone(), &token))
            .await;
        answers.push(answer.expect("answered").into_inner());
    }
    assert_eq!(answers[1], answers[0]);
    assert_eq!(answers[2], answers[0]);
    assert_eq!(world.count(Ledger::NAME, EVENTS).await, 1);
    ledger.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_with_the_same_id_at_once_have_one_effect() {
    let world = World::new().await;
    let ledger = world.serve::<Ledger>().await;
    let request = identified(ChallengeId::new(), "entry");
    let calls = (0..20).map(|_| {
        let (mut client, request) = (ledger.ledger(), request.clone());
        async move {
            client
                .ask_question(request)
                .await
                .expect("answered")
                .into_inner()
        }
    });
    let answers = join_all(calls).await;
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    assert_eq!(world.count(Ledger::NAME, EVENTS).await, 1);
    ledger.stop().await;
}

#[tokio::test]
async fn id_of_another_request_is_refused() {
    let world = World::new().await;
    let ledger = world.serve::<Ledger>().await;
    let request = identified(ChallengeId::new(), "entry");
    let mut client = ledger.ledger();
    client
        .ask_question(request.clone())
        .await
        .expect("answered");
    let other = AskQuestionRequest {
        text: "something else".to_owned(),
        ..request
    };
    let refused = client.ask_question(other).await.expect_err("refused");
    assert_eq!(refused.code(), Code::InvalidArgument);
    let reason = refused
        .get_error_details()
        .error_info()
        .map(|info| info.reason.clone());
    assert_eq!(reason.as_deref(), Some("REQUEST_ID_REUSED"));
    assert_eq!(world.count(Ledger::NAME, EVENTS).await, 1);
    ledger.stop().await;
}

#[tokio::test]
async fn same_id_of_another_person_is_another_request() {
    let world = World::new().await;
    let ledger = world.serve::<Ledger>().await;
    let request = identified(ChallengeId::new(), "entry");
    let mut client = ledger.ledger();
    for _ in 0..2 {
        let token = world.token(|_| ());
        client
            .ask_question(with_token(request.clone(), &token))
            .await
            .expect("answered");
    }
    assert_eq!(world.count(Ledger::NAME, EVENTS).await, 2);
    ledger.stop().await;
}

#[tokio::test]
async fn refused_request_may_be_repeated_with_its_id() {
    let world = World::new().await;
    let ledger = world.serve::<Ledger>().await;
    let request = identified(ChallengeId::new(), Ledger::REFUSED);
    let mut client = ledger.ledger();
    for _ in 0..2 {
        let refused = client
            .ask_question(request.clone())
            .await
            .expect_err("refused");
        assert_eq!(refused.code(), Code::FailedPrecondition);
    }
    ledger.stop().await;
}

#[tokio::test]
async fn answer_is_forgotten_after_its_time_and_not_before() {
    let world = World::new().await;
    let ledger = world.serve::<Ledger>().await;
    let [old, young] = [(); 2].map(|()| identified(ChallengeId::new(), "entry"));
    let mut answers = Vec::new();
    for request in [&old, &young] {
        let answer = ledger.ledger().ask_question(request.clone()).await;
        answers.push(answer.expect("answered").into_inner());
    }
    for (request, hours) in [(&old, 1), (&young, -1)] {
        let mut conn = world.connect(Ledger::NAME).await;
        sqlx::query(
            "UPDATE request_answer \
             SET create_time = clock_timestamp() - make_interval(days => $2, hours => $3) \
             WHERE request_id = $1",
        )
        .bind(Uuid::try_parse(&request.request_id).expect("a UUID"))
        .bind(RETENTION_DAYS)
        .bind(hours)
        .execute(&mut conn)
        .await
        .expect("updates");
    }
    ledger.stop().await;

    let ledger = world.serve::<Ledger>().await;
    let kept = "SELECT count(*) FROM request_answer";
    world.wait_for_count(Ledger::NAME, kept, 1).await;
    let again = ledger.ledger().ask_question(young).await;
    assert_eq!(again.expect("answered").into_inner(), answers[1]);
    assert_eq!(world.count(Ledger::NAME, EVENTS).await, 2);
    ledger.ledger().ask_question(old).await.expect("a new one");
    assert_eq!(world.count(Ledger::NAME, EVENTS).await, 3);
    ledger.stop().await;
}
