//! Calls reach every replica that there is, and none that is gone.

use std::{collections::BTreeMap, collections::BTreeSet, io, net::SocketAddr, time::Duration};

use http::Uri;
use tokio::{net::TcpListener, sync::watch};
use tokio_util::task::AbortOnDropHandle;
use tonic::transport::{Channel, Server, server::TcpIncoming};
use tonic_health::{
    ServingStatus,
    pb::{HealthCheckRequest, health_client::HealthClient},
};

use super::{Resolve, follow, resolve::Dns};

const CALLS: usize = 64;

/// A replica that says which it is: it alone serves under its name.
struct Replica {
    address: SocketAddr,
    _serving: AbortOnDropHandle<()>,
}

impl Replica {
    async fn start(name: &'static str) -> Self {
        let (reporter, service) = tonic_health::server::health_reporter();
        reporter
            .set_service_status(name, ServingStatus::Serving)
            .await;
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("listens");
        let address = listener.local_addr().expect("has an address");
        let serving = Server::builder()
            .add_service(service)
            .serve_with_incoming(TcpIncoming::from(listener));
        let serving = tokio::spawn(async move { serving.await.expect("serves") });
        Self {
            address,
            _serving: AbortOnDropHandle::new(serving),
        }
    }
}

/// A name that means what the test says.
struct Names(watch::Receiver<BTreeSet<SocketAddr>>);

impl Resolve for Names {
    async fn resolve(&mut self) -> io::Result<BTreeSet<SocketAddr>> {
        Ok(self.0.borrow_and_update().clone())
    }
}

fn follow_names(names: &watch::Sender<BTreeSet<SocketAddr>>) -> Channel {
    let name = Uri::from_static("http://peer:8080");
    follow(Names(names.subscribe()), name, Duration::from_millis(10))
}

/// How many of the calls each replica answered.
async fn answers(channel: &Channel, names: &[&'static str]) -> BTreeMap<&'static str, usize> {
    let mut answers = BTreeMap::new();
    for name in names {
        for _ in 0..CALLS {
            let mut client = HealthClient::new(channel.clone());
            let request = HealthCheckRequest {
                service: (*name).to_owned(),
            };
            let answer = client.check(request).await;
            *answers.entry(*name).or_default() += usize::from(answer.is_ok());
        }
    }
    answers
}

#[tokio::test]
async fn calls_of_one_client_reach_all_replicas() {
    let (one, other) = (Replica::start("one").await, Replica::start("other").await);
    let (names, _) = watch::channel(BTreeSet::from([one.address, other.address]));
    let channel = follow_names(&names);
    for (name, count) in answers(&channel, &["one", "other"]).await {
        // All calls by lot on one side: once in 2^64.
        assert!(
            count > 0 && count < CALLS,
            "{name} answered {count} of {CALLS}"
        );
    }
}

#[tokio::test]
async fn replica_that_comes_is_called_and_one_that_goes_is_not() {
    let (one, other) = (Replica::start("one").await, Replica::start("other").await);
    let (names, _) = watch::channel(BTreeSet::from([one.address]));
    let channel = follow_names(&names);
    assert_eq!(answers(&channel, &["one"]).await["one"], CALLS);

    names.send_replace(BTreeSet::from([other.address]));
    let moved = async {
        while answers(&channel, &["other"]).await["other"] < CALLS {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), moved)
        .await
        .expect("moves");
    drop(one);
    assert_eq!(answers(&channel, &["other"]).await["other"], CALLS);
}

/// Addresses that are written out need no name server.
#[tokio::test]
async fn address_is_its_own_only_replica() {
    for (address, expected) in [
        ("http://127.0.0.1:8080", "127.0.0.1:8080"),
        ("http://[::1]:8080", "[::1]:8080"),
        ("http://127.0.0.1", "127.0.0.1:80"),
        ("https://127.0.0.1", "127.0.0.1:443"),
    ] {
        let found = Dns::new(&Uri::from_static(address)).resolve().await;
        let found: Vec<_> = found.expect("resolves").into_iter().collect();
        assert_eq!(found, [expected.parse().expect("an address")], "{address}");
    }
}
