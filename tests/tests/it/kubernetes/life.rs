//! A pod is not killed before its process has ended by itself.

use linia_tests::{settings, stack::Service};

use super::{containers, yaml};

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

/// A replica is let go by its callers before it stops to let them in.
#[test]
fn callers_hear_of_the_end_before_it_begins() {
    let pod = &yaml("k8s/base/patches/service.yaml")[0];
    let strategy = &pod["spec"]["strategy"]["rollingUpdate"];
    assert_eq!(strategy["maxUnavailable"], 0);
    let container = containers(pod).next().unwrap();
    assert!(container["lifecycle"]["preStop"]["sleep"]["seconds"].as_u64() >= Some(5));
}
