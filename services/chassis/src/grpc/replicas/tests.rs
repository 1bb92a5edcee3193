//! Calls reach every replica that there is, and none that is gone; a replica
//! that goes costs nobody a call.

use std::{collections::BTreeMap, collections::BTreeSet, io, net::SocketAddr, time::Duration};

use http::Uri;
use tokio::{net::TcpListener, sync::watch};
use tokio_util::{
    sync::{CancellationToken, DropGuard},
    task::AbortOnDropHandle,
};
use tonic::{
    Code,
    transport::{Server, server::TcpIncoming},
};
use tonic_health::{
    ServingStatus,
    pb::{HealthCheckRequest, health_client::HealthClient},
};

use super::{Dns, Origin, Replicas, Resolve, addresses};

const CALLS: usize = 64;
const LIMIT: Duration = Duration::from_secs(30);
/// What every replica serves.
const ANY: &str = "any";

/// A replica that says which it is: it alone serves under its name.
struct Replica {
    address: SocketAddr,
    /// Tells it to end as SIGTERM does.
    end: DropGuard,
    serving: AbortOnDropHandle<()>,
}

impl Replica {
    async fn start(name: &'static str) -> Self {
        let (reporter, service) = tonic_health::server::health_reporter();
        for name in [name, ANY] {
            let serving = ServingStatus::Serving;
            reporter.set_service_status(name, serving).await;
        }
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("listens");
        let address = listener.local_addr().expect("has an address");
        let end = CancellationToken::new();
        let serving = Server::builder()
            .add_service(service)
            .serve_with_incoming_shutdown(
                TcpIncoming::from(listener),
                end.clone().cancelled_owned(),
            );
        let serving = tokio::spawn(async move { serving.await.expect("serves") });
        Self {
            address,
            end: end.drop_guard(),
            serving: AbortOnDropHandle::new(serving),
        }
    }

    async fn end(self) {
        drop(self.end);
        self.serving.await.expect("ends");
    }
}

/// A name that means what the test says.
struct Names(watch::Receiver<BTreeSet<SocketAddr>>);

impl Resolve for Names {
    async fn resolve(&mut self) -> io::Result<BTreeSet<SocketAddr>> {
        Ok(self.0.borrow_and_update().clone())
    }
}

fn follow_names(names: &watch::Sender<BTreeSet<SocketAddr>>) -> Replicas {
    let origin = Origin {
        name: Uri::from_static("http://peer:8080"),
        tls: None,
    };
    Replicas::follow(Names(names.subscribe()), origin, Duration::from_millis(10))
}

async fn ask(replicas: &Replicas, name: &str) -> Result<(), Code> {
    let request = HealthCheckRequest {
        service: name.to_owned(),
    };
    let answer = HealthClient::new(replicas.clone()).check(request).await;
    answer.map(drop).map_err(|status| status.code())
}

/// How many of the calls each replica answered.
async fn answers(replicas: &Replicas, names: &[&'static str]) -> BTreeMap<&'static str, usize> {
    let mut answers = BTreeMap::new();
    for name in names {
        for _ in 0..CALLS {
            let answered = ask(replicas, name).await.is_ok();
            *answers.entry(*name).or_default() += usize::from(answered);
        }
    }
    answers
}

/// Asks again and again until all calls are answered by this replica.
async fn until_all_reach(replicas: &Replicas, name: &'static str) {
    let reached = async {
        while answers(replicas, &[name]).await[name] < CALLS {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(LIMIT, reached).await.expect("moves");
}

/// Asks again and again until calls are answered by both.
async fn until_both_answer(replicas: &Replicas, names: &[&'static str; 2]) {
    let reached = async {
        while answers(replicas, names)
            .await
            .values()
            .any(|count| *count == 0)
        {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(LIMIT, reached).await.expect("spread");
}

#[tokio::test]
async fn calls_of_one_client_reach_all_replicas() {
    let (one, other) = (Replica::start("one").await, Replica::start("other").await);
    let (names, _) = watch::channel(BTreeSet::from([one.address, other.address]));
    let replicas = follow_names(&names);
    until_both_answer(&replicas, &["one", "other"]).await;
    for (name, count) in answers(&replicas, &["one", "other"]).await {
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
    let replicas = follow_names(&names);
    assert_eq!(answers(&replicas, &["one"]).await["one"], CALLS);

    names.send_replace(BTreeSet::from([other.address]));
    until_all_reach(&replicas, "other").await;
    drop(one);
    assert_eq!(answers(&replicas, &["other"]).await["other"], CALLS);
}

/// Its name still stands for it, as it does for some seconds in a cluster.
#[tokio::test]
async fn replica_that_ends_properly_costs_no_call() {
    let (one, other) = (Replica::start("one").await, Replica::start("other").await);
    let (names, _) = watch::channel(BTreeSet::from([one.address, other.address]));
    let replicas = follow_names(&names);
    until_both_answer(&replicas, &["one", "other"]).await;

    let stop = CancellationToken::new();
    let callers: Vec<_> = (0..4)
        .map(|_| {
            let (replicas, stop) = (replicas.clone(), stop.clone());
            tokio::spawn(async move {
                let mut answers = Vec::new();
                while !stop.is_cancelled() {
                    answers.push(ask(&replicas, ANY).await);
                }
                answers
            })
        })
        .collect();
    one.end().await;
    until_all_reach(&replicas, "other").await;
    stop.cancel();
    for caller in callers {
        let answers = caller.await.expect("calls");
        assert!(!answers.is_empty());
        let failed: Vec<_> = answers.into_iter().filter_map(Result::err).collect();
        assert_eq!(failed, []);
    }
}

#[tokio::test]
async fn replica_that_is_not_there_costs_no_call() {
    let one = Replica::start("one").await;
    let nobody = {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("listens");
        listener.local_addr().expect("has an address")
    };
    let (names, _) = watch::channel(BTreeSet::from([one.address, nobody]));
    let replicas = follow_names(&names);
    assert_eq!(answers(&replicas, &["one"]).await["one"], CALLS);
}

#[tokio::test]
async fn peer_without_replicas_is_unavailable_at_once_and_found_when_it_comes() {
    let (names, _) = watch::channel(BTreeSet::new());
    let replicas = follow_names(&names);
    assert_eq!(ask(&replicas, ANY).await, Err(Code::Unavailable));
    let one = Replica::start("one").await;
    names.send_replace(BTreeSet::from([one.address]));
    until_all_reach(&replicas, "one").await;
}

/// Addresses that are written out need no name server, and may be several.
#[tokio::test]
async fn address_is_its_own_only_replica() {
    for (setting, expected) in [
        ("http://127.0.0.1:8080", &["127.0.0.1:8080"] as &[_]),
        ("http://[::1]:8080", &["[::1]:8080"]),
        ("http://127.0.0.1", &["127.0.0.1:80"]),
        ("https://127.0.0.1", &["127.0.0.1:443"]),
        (
            "http://127.0.0.1:1, http://127.0.0.2:1",
            &["127.0.0.1:1", "127.0.0.2:1"],
        ),
    ] {
        let names = addresses(setting).expect("addresses");
        let found = Dns::new(&names).resolve().await.expect("resolves");
        let found: Vec<_> = found.iter().map(ToString::to_string).collect();
        assert_eq!(found, expected, "{setting}");
    }
}

#[test]
fn what_is_no_address_is_refused() {
    for setting in ["", "peer:8080", "http://", "http://one:1,", "http://a b"] {
        assert!(addresses(setting).is_err(), "{setting:?}");
    }
}
