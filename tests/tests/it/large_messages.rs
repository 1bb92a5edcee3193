//! However many send large messages at once: the memory that a service is given is enough.

use std::convert::Infallible;
use std::future::poll_fn;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use futures::future::{join_all, ready};
use futures::stream;
use futures::{FutureExt as _, StreamExt as _};
use http_body_util::StreamBody;
use hyper::Request;
use hyper::body::Frame;
use linia_proto::submissions::v1::SubmitEntryRequest;
use linia_tests::stack::Service;
use linia_tests::stack::retry::poll_until;
use prost_reflect::prost::Message as _;
use tokio::sync::Semaphore;
use tonic::body::Body;
use tonic::client::GrpcService;
use tonic::transport::{Channel, Endpoint};
use tonic::{Code, Status};

use crate::bad_input::stand::Stand;
use crate::large_files::memory;

/// As many as are worked on at once.
const CALLS: usize = 256;
const CONNECTIONS: usize = 8;
/// Nearly the largest message.
const SIZE: usize = (4 << 20) - 64;
/// So many of these find room, with the settings of `k8s/base/config`.
const WITH_ROOM: usize = 32;
/// What pods are given (`k8s/base`), less what a service needs that has nothing to do.
const LIMIT: usize = (512 - 64) << 20;
const PATIENCE: Duration = Duration::from_secs(120);

/// All begin before any comes to its end.
#[tokio::test(flavor = "multi_thread")]
async fn large_messages_at_once_do_not_fill_the_memory() {
    let stand = Stand::start_with("large-messages", |mut options| {
        let setting = Service::Submissions.variable("GRPC__MAX_LARGE_OCTETS");
        options.env.insert(setting, (128 << 20).to_string());
        options
    })
    .await;
    let before = memory(&stand, "VmRSS");
    let endpoint = stand.world.system.endpoint(Service::Submissions);
    let endpoint = Endpoint::from_shared(endpoint).unwrap();
    let connections: Vec<_> = (0..CONNECTIONS).map(|_| endpoint.connect_lazy()).collect();
    let message = framed();
    let fates: Vec<_> = (0..CALLS).map(|_| Arc::new(Fate::default())).collect();
    let gate = Arc::new(Semaphore::new(0));
    let calls = fates.iter().enumerate().map(|(number, fate)| {
        let body = held(&message, Arc::clone(fate), Arc::clone(&gate));
        let (channel, fate) = (connections[number % CONNECTIONS].clone(), Arc::clone(fate));
        tokio::spawn(async move {
            let code = send(channel, body).await.code();
            fate.refused
                .store(code == Code::ResourceExhausted, Ordering::Relaxed);
            code
        })
    });
    let calls: Vec<_> = calls.collect();
    let mut refused = 0;
    let settled = poll_until(PATIENCE, async || {
        refused = fates.iter().filter(|it| it.is_refused()).count();
        let all = fates.iter().all(|it| it.is_refused() || it.has_arrived());
        (all && refused == CALLS - WITH_ROOM).then_some(())
    });
    if settled.await.is_none() {
        panic!("{refused} of {CALLS} were refused");
    }
    // Others do not notice.
    let answer = send(
        connections[0].clone(),
        Body::new(http_body_util::Full::from(vec![0; 5])),
    );
    assert_eq!(answer.await.code(), Code::InvalidArgument);
    gate.add_permits(CALLS);
    let answers = join_all(calls).await;
    let read = answers
        .iter()
        .filter(|it| matches!(it, Ok(Code::InvalidArgument)));
    assert_eq!(read.count(), WITH_ROOM, "{answers:?}");
    let peak = memory(&stand, "VmHWM");
    assert!(peak - before < LIMIT, "{before} before, {peak} at most");
    stand.world.end().await;
}

/// What has become of a call that is not answered yet, or for want of room.
#[derive(Default)]
struct Fate {
    arrived: AtomicBool,
    refused: AtomicBool,
}

impl Fate {
    /// All of its message has been sent but the last octet.
    fn has_arrived(&self) -> bool {
        self.arrived.load(Ordering::Relaxed)
    }

    fn is_refused(&self) -> bool {
        self.refused.load(Ordering::Relaxed)
    }
}

/// A message as it goes over the wire.
fn framed() -> Bytes {
    let request = SubmitEntryRequest {
        stage: "x".repeat(SIZE),
        ..SubmitEntryRequest::default()
    };
    let message = request.encode_to_vec();
    let length = u32::try_from(message.len()).unwrap();
    [&[0], length.to_be_bytes().as_slice(), &message]
        .concat()
        .into()
}

/// All of it but the last octet, which follows when the gate opens.
fn held(message: &Bytes, fate: Arc<Fate>, gate: Arc<Semaphore>) -> Body {
    let (beginning, end) = (
        message.slice(..message.len() - 1),
        message.slice(message.len() - 1..),
    );
    let end = async move {
        fate.arrived.store(true, Ordering::Relaxed);
        gate.acquire()
            .await
            .expect("the gate is never closed")
            .forget();
        end
    };
    let parts = stream::once(ready(beginning)).chain(end.into_stream());
    Body::new(StreamBody::new(
        parts.map(|part| Ok::<_, Infallible>(Frame::data(part))),
    ))
}

/// Sends a message as it is; what it is answered.
async fn send(mut channel: Channel, body: Body) -> Status {
    let path = "http://submissions/linia.submissions.v1.EntryService/SubmitEntry";
    let request = Request::post(path)
        .header("content-type", "application/grpc")
        .header("te", "trailers")
        .body(body)
        .unwrap();
    poll_fn(|context| GrpcService::<Body>::poll_ready(&mut channel, context))
        .await
        .unwrap();
    let answer = GrpcService::call(&mut channel, request).await.unwrap();
    Status::from_header_map(answer.headers()).expect("no such call succeeds")
}
