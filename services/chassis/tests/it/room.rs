//! Large messages share the memory there is.

use std::time::Duration;

use http_body_util::Full;
use linia_chassis::{id::ChallengeId, process::Service};
use prost::{Message as _, encoding::WireType};
use tonic::{Code, body::Body};
use tonic_types::StatusExt;
use tower::ServiceExt;

use crate::{
    gate::Gate,
    toys::Ledger,
    world::{Running, World, entry},
};

const MAX_MESSAGE: usize = 4 * 1024 * 1024;
const ASK: &str = "/linia.challenges.v1.QuestionService/AskQuestion";

#[tokio::test]
async fn large_message_without_room_is_refused_with_a_hint_and_small_ones_pass() {
    let world = World::new().await;
    let mut settings = world.settings(Ledger::NAME);
    settings.grpc.max_large_octets = MAX_MESSAGE;
    let ledger = world.serve_with::<Ledger>(settings).await;
    let large = "x".repeat(100 * 1024);
    let account = ChallengeId::new();
    ledger.enter(account, &large).await.expect("there is room");

    let mut gate = Gate::close(&world).await;
    let slow = tokio::spawn(ledger.channel().oneshot(filling_the_room(&ledger)));
    gate.wait_for(1).await;
    let refused = ledger.enter(account, &large).await.expect_err("no room");
    assert_eq!(refused.code(), Code::ResourceExhausted);
    let details = refused.get_error_details();
    let reason = details.error_info().map(|it| it.reason.as_str());
    assert_eq!(reason, Some("OVERLOADED"));
    let delay = details.retry_info().and_then(|it| it.retry_delay);
    assert!(delay.is_some_and(|it| it > Duration::ZERO));
    ledger.enter(account, "entry").await.expect("a small one");

    gate.open().await;
    let answered = slow.await.expect("no panic").expect("answered");
    assert_eq!(answered.headers().get("grpc-status"), None, "no refusal");
    ledger
        .enter(account, &large)
        .await
        .expect("there is room again");
    ledger.stop().await;
}

/// A call that waits at the gate, with a message of all the room there is: whatever the service does
/// not know of it is read and left alone (protobuf, "Unknown Fields").
fn filling_the_room(ledger: &Running) -> http::Request<Body> {
    let mut message = entry(ChallengeId::new(), Ledger::AT_GATE).encode_to_vec();
    let left = MAX_MESSAGE - message.len() - 6;
    prost::encoding::encode_key(999, WireType::LengthDelimited, &mut message);
    prost::encoding::encode_varint(left as u64, &mut message);
    message.resize(MAX_MESSAGE, 0);
    let length = u32::try_from(message.len()).expect("fits");
    let framed = [&[0], length.to_be_bytes().as_slice(), &message].concat();
    http::Request::post(format!("http://{}{ASK}", ledger.address))
        .header("content-type", "application/grpc")
        .header("te", "trailers")
        .body(Body::new(Full::from(framed)))
        .expect("a request")
}
