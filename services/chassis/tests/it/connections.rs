//! Connections come to an end, and calls go on.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use hyper_util::rt::TokioIo;
use linia_chassis::{id::ChallengeId, process::Service};
use linia_proto::challenges::v1::question_service_client::QuestionServiceClient;
use tokio::{net::TcpStream, time::timeout};
use tonic::{
    Code, Status,
    transport::{Channel, Endpoint},
};

use crate::{
    gate::Gate,
    toys::Ledger,
    world::{LIMIT, Running, World, entry},
};

/// A channel, and how often it has connected.
fn counted(ledger: &Running) -> (Channel, Arc<AtomicUsize>) {
    let (address, count) = (ledger.address, Arc::new(AtomicUsize::new(0)));
    let connections = Arc::clone(&count);
    let connect = tower::service_fn(move |_| {
        connections.fetch_add(1, Ordering::Relaxed);
        async move { TcpStream::connect(address).await.map(TokioIo::new) }
    });
    let endpoint = Endpoint::from_shared(format!("http://{address}")).expect("an address");
    (endpoint.connect_with_connector_lazy(connect), count)
}

/// Enters something. Whatever was not sent yet when the server said goodbye comes back as cancelled, and
/// is sent on the next connection, as clients of gRPC do by themselves (gRFC A6, "transparent retries").
async fn enter(client: &mut QuestionServiceClient<Channel>) -> Result<(), Status> {
    let request = entry(ChallengeId::new(), "entry");
    loop {
        match client.ask_question(request.clone()).await {
            Err(status) if status.code() == Code::Cancelled => {}
            answer => return answer.map(|_| ()),
        }
    }
}

/// What keeps replicas evenly loaded: a caller that never hangs up finds them anew.
#[tokio::test]
async fn old_connection_is_closed_and_no_call_fails() {
    let world = World::new().await;
    let mut settings = world.settings(Ledger::NAME);
    settings.grpc.max_connection_age_seconds = 1;
    let ledger = world.serve_with::<Ledger>(settings).await;
    let (channel, connections) = counted(&ledger);
    let mut client = QuestionServiceClient::new(channel);
    let mut calls = 0_i64;
    let renewed = timeout(LIMIT, async {
        while connections.load(Ordering::Relaxed) < 3 {
            enter(&mut client).await.expect("no call fails");
            calls += 1;
        }
    });
    renewed.await.expect("connections are renewed");
    let entered = "SELECT count(*) FROM outbox_event";
    assert_eq!(world.count(Ledger::NAME, entered).await, calls);
    ledger.stop().await;
}

#[tokio::test]
async fn call_under_way_is_answered_on_a_connection_that_is_too_old() {
    let world = World::new().await;
    let mut settings = world.settings(Ledger::NAME);
    settings.grpc.max_connection_age_seconds = 1;
    let ledger = world.serve_with::<Ledger>(settings).await;
    let (channel, connections) = counted(&ledger);
    let mut client = QuestionServiceClient::new(channel);
    let mut gate = Gate::close(&world).await;
    let slow = {
        let mut client = client.clone();
        let request = entry(ChallengeId::new(), Ledger::AT_GATE);
        tokio::spawn(async move { client.ask_question(request).await })
    };
    gate.wait_for(1).await;
    let renewed = timeout(LIMIT, async {
        while connections.load(Ordering::Relaxed) < 2 {
            enter(&mut client).await.expect("no call fails");
        }
    });
    renewed.await.expect("the connection is renewed meanwhile");
    gate.open().await;
    let answered = timeout(Duration::from_secs(10), slow).await;
    answered
        .expect("in time")
        .expect("no panic")
        .expect("answered");
    ledger.stop().await;
}
