//! A pod is not killed before its process has ended by itself.

use linia_tests::{settings, stack::Service};

use super::{containers, text, yaml};

/// What telemetry takes at most to send what is left: traces and metrics, 3 s each.
const TELEMETRY_SECONDS: u64 = 6;

#[test]
fn grace_time_covers_the_end_of_a_process() {
    let pod = &yaml("k8s/base/patches/service.yaml")[0];
    let spec = &pod["spec"]["template"]["spec"];
    let grace = spec["terminationGracePeriodSeconds"].as_u64().unwrap();
    let container = containers(pod).next().unwrap();
    let pre_stop = &container["lifecycle"]["preStop"]["sleep"]["seconds"];
    for service in Service::ALL {
        let settings = settings::of(service).unwrap();
        let drain = settings
            .into_iter()
            .find(|it| it.name == "grpc.drain_seconds");
        let drain: u64 = drain.unwrap().default.unwrap().parse().unwrap();
        // Calls first, then everything else together.
        let end = pre_stop.as_u64().unwrap() + 2 * drain + TELEMETRY_SECONDS;
        assert!(end < grace, "{service} takes {end} s and has {grace} s");
    }
}

/// How long a cluster's names are kept (CoreDNS as kubeadm sets it up: `ttl 30`, `cache 30`).
const NAMES_SECONDS: u64 = 30;

/// How soon callers ask again, by the chassis' source.
fn asked_again_seconds() -> u64 {
    let source = text("services/chassis/src/grpc/replicas.rs");
    let (_, rest) = source
        .split_once("RESOLVE_EVERY: Duration = Duration::from_secs(")
        .unwrap();
    rest.split_once(')').unwrap().0.parse().unwrap()
}

/// Callers know the new replica before an old one goes, and that the old one goes before it stops to let
/// them in.
#[test]
fn callers_hear_of_a_change_before_it_happens() {
    let pod = &yaml("k8s/base/patches/service.yaml")[0];
    let strategy = &pod["spec"]["strategy"]["rollingUpdate"];
    assert_eq!(strategy["maxUnavailable"], 0);
    let known_after = NAMES_SECONDS + asked_again_seconds();
    assert!(pod["spec"]["minReadySeconds"].as_u64() > Some(known_after));
    let container = containers(pod).next().unwrap();
    let pre_stop = &container["lifecycle"]["preStop"]["sleep"]["seconds"];
    assert!(pre_stop.as_u64() >= Some(known_after), "{pre_stop}");
}
