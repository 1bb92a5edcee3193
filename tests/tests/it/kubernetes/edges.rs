//! Who may reach whom is who has to, services and engines alike, as the local overlay has them.

use std::collections::{BTreeMap, BTreeSet};

use linia_tests::stack::Service;
use serde_json::Value;

use super::{items, text, yaml};

/// What policies choose pods by.
type Labels = BTreeMap<String, String>;
/// From whom, to whom, at which port of the one who is reached.
type Edges = BTreeSet<(String, String, u64)>;

const GRPC: u64 = 8080;
const POSTGRES: u64 = 5432;
const NATS: u64 = 4222;
const NATS_CLUSTER: u64 = 6222;
const OTLP: u64 = 4317;
const SMTP: u64 = 1025;

/// What stands in the local overlay beside the services.
const ENGINES: [&str; 5] = [
    "k8s/components/nats/nats.yaml",
    "k8s/components/collector/collector.yaml",
    "k8s/overlays/local/postgres.yaml",
    "k8s/overlays/local/database-set-up.yaml",
    "k8s/overlays/local/traces.yaml",
];
const MAIL: &str = "k8s/overlays/local/mail.yaml";
const POLICIES: [&str; 5] = [
    "k8s/base/network/services.yaml",
    "k8s/base/network/calls.yaml",
    "k8s/components/nats/network.yaml",
    "k8s/components/collector/network.yaml",
    "k8s/overlays/local/network.yaml",
];

/// What the composition roots take from `Peers` (the chassis asks identity for tokens and keys), and the
/// engines that each kind of pod is there to use.
fn needed() -> Edges {
    let mut edges = Edges::new();
    let mut need =
        |from: &str, to: &str, port| edges.insert((from.to_owned(), to.to_owned(), port));
    for caller in Service::ALL {
        let wiring = text(&format!("services/{caller}/src/wiring.rs"));
        for called in Service::ALL {
            let asks_for_tokens = called == Service::Identity && caller != called;
            if asks_for_tokens || wiring.contains(&format!(".peers.{called}()")) {
                need(caller.name(), called.name(), GRPC);
            }
        }
        need(caller.name(), "collector", OTLP);
        for pod in [caller.name().to_owned(), format!("{caller} set-up")] {
            need(&pod, "postgres", POSTGRES);
            need(&pod, "nats", NATS);
        }
    }
    need("notifications", "mail", SMTP);
    need("database-set-up", "postgres", POSTGRES);
    need("nats", "nats", NATS_CLUSTER);
    need("collector", "traces", OTLP);
    edges
}

/// The labels of every pod, by its name; of a service's jobs, with their purpose.
fn pods() -> BTreeMap<String, Labels> {
    let services = Service::ALL.map(|it| format!("k8s/base/services/{it}.yaml"));
    let files = services.iter().map(String::as_str).chain(ENGINES);
    let workloads = files.chain([MAIL]).flat_map(yaml);
    let labels = workloads.filter_map(|workload| {
        let labels = &workload["spec"]["template"]["metadata"]["labels"];
        serde_json::from_value::<Labels>(labels.clone()).ok()
    });
    let named = labels.map(|labels| {
        let name = labels["app.kubernetes.io/name"].clone();
        match labels["app.kubernetes.io/component"].as_str() {
            "set-up" => (format!("{name} set-up"), labels),
            _ => (name, labels),
        }
    });
    named.collect()
}

fn selects(selector: &Value, pod: &Labels) -> bool {
    let labels = selector["matchLabels"].as_object().into_iter().flatten();
    let mut expressions = items(&selector["matchExpressions"]);
    labels
        .into_iter()
        .all(|(key, value)| pod.get(key).map(String::as_str) == value.as_str())
        && expressions.all(|it| {
            assert_eq!(it["operator"], "In", "{it}");
            let own = it["key"].as_str().and_then(|key| pod.get(key));
            items(&it["values"]).any(|value| value.as_str() == own.map(String::as_str))
        })
}

/// What the policies allow among pods in one direction: `egress`/`to` or `ingress`/`from`.
fn allowed(direction: &str, peer: &str) -> Edges {
    let pods = pods();
    let of = |selector: &Value| {
        let selector = selector.clone();
        let chosen = pods.iter().filter(move |(_, pod)| selects(&selector, pod));
        chosen.map(|(name, _)| name.clone()).collect::<Vec<_>>()
    };
    let mut edges = Edges::new();
    for policy in POLICIES.into_iter().flat_map(yaml) {
        let spec = &policy["spec"];
        for rule in items(&spec[direction]) {
            let within = |other: &&Value| other["namespaceSelector"].is_null();
            for other in items(&rule[peer]).filter(within) {
                for port in items(&rule["ports"]).filter_map(|it| it["port"].as_u64()) {
                    for own in of(&spec["podSelector"]) {
                        edges.extend(of(&other["podSelector"]).into_iter().map(|far| {
                            let (from, to) = if peer == "to" {
                                (own.clone(), far)
                            } else {
                                (far, own.clone())
                            };
                            (from, to, port)
                        }));
                    }
                }
            }
        }
    }
    edges
}

#[test]
fn pods_may_reach_whom_they_need_and_nobody_else() {
    let needed = needed();
    assert_eq!(allowed("egress", "to"), needed);
    assert_eq!(allowed("ingress", "from"), needed);
}

/// A policy that opens more than ports and peers that it names would open everything.
#[test]
fn no_policy_opens_everything() {
    for policy in super::DOCUMENTS
        .iter()
        .filter(|it| it["kind"] == "NetworkPolicy")
    {
        let spec = &policy["spec"];
        for (direction, peer) in [("ingress", "from"), ("egress", "to")] {
            for rule in items(&spec[direction]) {
                assert!(items(&rule["ports"]).next().is_some(), "{policy}");
                assert!(items(&rule[peer]).next().is_some(), "{policy}");
            }
        }
    }
}
