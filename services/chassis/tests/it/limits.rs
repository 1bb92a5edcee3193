//! How often one caller may call.

use linia_chassis::{
    id::ChallengeId,
    limits::{LimitSettings, Rate},
    process::Service,
};
use linia_proto::challenges::v1::ListQuestionsRequest;
use tonic::{Code, Status};
use tonic_types::StatusExt;

use crate::{
    toys::Ledger,
    world::{Running, World, entry, with_token},
};

const EVENTS: &str = "SELECT count(*) FROM outbox_event";
/// Twice, and then not for an hour.
const TWICE: Rate = Rate {
    per_minute: 1,
    burst: 2,
};

async fn serve(world: &World, limits: LimitSettings) -> Running {
    let mut settings = world.settings(Ledger::NAME);
    settings.grpc.limits = limits;
    world.serve_with::<Ledger>(settings).await
}

async fn enter(ledger: &Running, token: &str) -> Result<(), Status> {
    let request = with_token(entry(ChallengeId::new(), "entry"), token);
    ledger.ledger().ask_question(request).await.map(drop)
}

fn must_be_limited(refused: Result<(), Status>) {
    let status = refused.expect_err("too often");
    assert_eq!(status.code(), Code::ResourceExhausted);
    let details = status.get_error_details();
    let reason = details.error_info().map(|info| info.reason.as_str());
    assert_eq!(reason, Some("RATE_LIMITED"));
    let retry = details.retry_info().and_then(|retry| retry.retry_delay);
    assert!(retry.is_some_and(|delay| !delay.is_zero()), "{status:?}");
}

#[tokio::test]
async fn person_who_calls_too_often_is_refused_and_nobody_else() {
    let world = World::new().await;
    let limits = LimitSettings {
        change: TWICE,
        ..LimitSettings::default()
    };
    let ledger = serve(&world, limits).await;
    let [one, other] = [world.token(|_| ()), world.token(|_| ())];
    for _ in 0..2 {
        enter(&ledger, &one).await.expect("within the burst");
    }
    must_be_limited(enter(&ledger, &one).await);
    assert_eq!(world.count(Ledger::NAME, EVENTS).await, 2);

    enter(&ledger, &other).await.expect("another person");
    let service = world.token(|claims| claims.sub = "services/submissions".to_owned());
    for _ in 0..5 {
        enter(&ledger, &service).await.expect("a service");
        // Not served here, but let through.
        let read = with_token(ListQuestionsRequest::default(), &one);
        let status = ledger.ledger().list_questions(read).await;
        assert_eq!(status.expect_err("not served").code(), Code::Unimplemented);
    }
    ledger.stop().await;
}

#[tokio::test]
async fn callers_who_do_not_say_who_they_are_count_by_their_address() {
    let world = World::new().await;
    let limits = LimitSettings {
        entrance: TWICE,
        ..LimitSettings::default()
    };
    let ledger = serve(&world, limits).await;
    let enter_unknown = async || ledger.enter(ChallengeId::new(), "entry").await;
    for _ in 0..2 {
        enter_unknown().await.expect("within the burst");
    }
    // Over another connection, from the same address.
    must_be_limited(enter_unknown().await.map(drop));
    // Where it pretends to come from counts for nothing.
    let mut pretending = tonic::Request::new(entry(ChallengeId::new(), "entry"));
    let header = "192.0.2.7".parse().expect("a header value");
    pretending.metadata_mut().insert("x-forwarded-for", header);
    must_be_limited(ledger.ledger().ask_question(pretending).await.map(drop));
    let token = world.token(|_| ());
    enter(&ledger, &token).await.expect("says who it is");
    ledger.stop().await;
}
