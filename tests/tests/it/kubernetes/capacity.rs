//! There is room for as many replicas as there may be.

use linia_tests::{settings, stack::Service};

use super::{all, one};

/// A pod's connections beside its pool: of the relays of both streams, and of as many streams as a
/// projection reads at most.
const BESIDE_POOL: u64 = 2 + 3;
/// For the set-up, the operator and people.
const FOR_OTHERS: u64 = 50;

#[test]
fn postgres_takes_all_connections_that_all_replicas_may_open() {
    let surge = &one("Deployment", "any")["spec"]["strategy"]["rollingUpdate"]["maxSurge"];
    let wanted: u64 = Service::ALL
        .into_iter()
        .map(|service| {
            let scaler = one("HorizontalPodAutoscaler", service.name());
            let pods = scaler["spec"]["maxReplicas"].as_u64().unwrap() + surge.as_u64().unwrap();
            let settings = settings::of(service).unwrap();
            let mut settings = settings.into_iter();
            let pool = settings.find(|it| it.name == "database.max_connections");
            let pool: u64 = pool.unwrap().default.unwrap().parse().unwrap();
            pods * (pool + BESIDE_POOL)
        })
        .sum();
    for name in ["postgres", "postgres-restored"] {
        for cluster in all("Cluster", name) {
            let parameters = &cluster["spec"]["postgresql"]["parameters"];
            let most: u64 = parameters["max_connections"]
                .as_str()
                .unwrap()
                .parse()
                .unwrap();
            assert!(
                most >= wanted + FOR_OTHERS,
                "{name} takes {most}, not {wanted}"
            );
        }
    }
}
