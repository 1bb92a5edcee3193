//! What the transport refuses by itself carries a reason like every refusal.

use std::{future::poll_fn, time::Duration};

use http_body_util::Full;
use linia_chassis::{id::ChallengeId, process::Service};
use tonic::{Code, Status, body::Body};
use tonic_types::StatusExt;
use tower::Service as _;

use crate::{
    gate::Gate,
    toys::Ledger,
    world::{LIMIT, Running, World, entry},
};

const EVENTS: &str = "SELECT count(*) FROM outbox_event";
const ASK: &str = "/linia.challenges.v1.QuestionService/AskQuestion";

/// A message as gRPC frames it, with a length that may be untrue.
fn frame(flag: u8, length: u32, message: &[u8]) -> Vec<u8> {
    [&[flag], length.to_be_bytes().as_slice(), message].concat()
}

/// Sends octets as they are.
async fn send(ledger: &Running, path: &str, encoding: &str, octets: Vec<u8>) -> Status {
    let mut channel = ledger.channel();
    poll_fn(|context| channel.poll_ready(context))
        .await
        .expect("connects");
    let request = http::Request::post(format!("http://{}{path}", ledger.address))
        .header("content-type", "application/grpc")
        .header("te", "trailers")
        .header("grpc-encoding", encoding)
        .body(Body::new(Full::from(octets)))
        .expect("a request");
    let response = channel.call(request).await.expect("answers");
    Status::from_header_map(response.headers()).expect("refuses")
}

fn reason(status: &Status) -> String {
    let details = status.get_error_details();
    let info = details.error_info();
    let info = info.unwrap_or_else(|| panic!("has no reason: {status:?}"));
    assert_eq!(info.domain, "linia", "{status:?}");
    info.reason.clone()
}

#[tokio::test]
async fn message_that_cannot_be_read_is_refused_with_a_reason() {
    let world = World::new().await;
    let ledger = world.serve::<Ledger>().await;
    let (invalid, unimplemented) = (Code::InvalidArgument, Code::Unimplemented);
    let too_large = 4 * 1024 * 1024 + 1;
    for (what, path, encoding, octets, expected) in [
        (
            "too large",
            ASK,
            "identity",
            frame(0, too_large, &[]),
            (invalid, "MESSAGE_TOO_LARGE"),
        ),
        (
            "no message of this kind",
            ASK,
            "identity",
            frame(0, 1, &[0xff]),
            (invalid, "MESSAGE_MALFORMED"),
        ),
        (
            "text that is not UTF-8",
            ASK,
            "identity",
            frame(0, 3, &[0x0a, 0x01, 0xff]),
            (invalid, "MESSAGE_MALFORMED"),
        ),
        (
            "nothing",
            ASK,
            "identity",
            Vec::new(),
            (invalid, "MESSAGE_MALFORMED"),
        ),
        (
            "cut off",
            ASK,
            "identity",
            frame(0, 9, &[0x0a]),
            (invalid, "MESSAGE_MALFORMED"),
        ),
        (
            "an unknown flag",
            ASK,
            "identity",
            frame(7, 0, &[]),
            (invalid, "MESSAGE_MALFORMED"),
        ),
        (
            "compressed, and not said how",
            ASK,
            "identity",
            frame(1, 1, &[0]),
            (invalid, "MESSAGE_MALFORMED"),
        ),
        (
            "compressed in an unknown way",
            ASK,
            "br",
            frame(1, 1, &[0]),
            (unimplemented, "COMPRESSION_UNSUPPORTED"),
        ),
        (
            "an unknown method",
            "/linia.challenges.v1.QuestionService/Guess",
            "identity",
            frame(0, 0, &[]),
            (unimplemented, "METHOD_UNKNOWN"),
        ),
        (
            "an unknown service",
            "/guess",
            "identity",
            frame(0, 0, &[]),
            (unimplemented, "METHOD_UNKNOWN"),
        ),
    ] {
        let status = send(&ledger, path, encoding, octets).await;
        let told = (status.code(), reason(&status));
        assert_eq!((told.0, told.1.as_str()), expected, "{what}: {status:?}");
    }
    let status = send(&ledger, ASK, "br", frame(1, 1, &[0])).await;
    assert!(status.metadata().contains_key("grpc-accept-encoding"));
    assert_eq!(world.count(Ledger::NAME, EVENTS).await, 0);
    ledger.stop().await;
}

#[tokio::test]
async fn call_that_takes_too_long_is_answered_and_still_commits() {
    let world = World::new().await;
    let mut settings = world.settings(Ledger::NAME);
    settings.grpc.request_timeout_seconds = 1;
    let ledger = world.serve_with::<Ledger>(settings).await;
    let gate = Gate::close(&world).await;
    let request = entry(ChallengeId::new(), Ledger::AT_GATE);
    let mut client = ledger.ledger();
    let call = tokio::time::timeout(LIMIT, client.ask_question(request));
    let status = call.await.expect("is answered").expect_err("waits");
    assert_eq!(status.code(), Code::DeadlineExceeded);
    assert_eq!(reason(&status), "DEADLINE_EXCEEDED");
    gate.open().await;
    world.wait_for_published(1).await;
    ledger.stop().await;
}

#[tokio::test]
async fn deadline_of_the_caller_is_kept() {
    let world = World::new().await;
    let ledger = world.serve::<Ledger>().await;
    let gate = Gate::close(&world).await;
    let mut request = tonic::Request::new(entry(ChallengeId::new(), Ledger::AT_GATE));
    request.set_timeout(Duration::from_millis(200));
    let answer = tokio::time::timeout(LIMIT, ledger.ledger().ask_question(request)).await;
    answer.expect("in time").expect_err("waits");
    gate.open().await;
    world.wait_for_published(1).await;
    ledger.stop().await;
}
