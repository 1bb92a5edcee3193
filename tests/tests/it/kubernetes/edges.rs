//! Who may call whom is who calls whom.

use std::collections::{BTreeMap, BTreeSet};

use linia_tests::stack::Service;
use serde_json::Value;

use super::{items, text, yaml};

type Edges = BTreeSet<(Service, Service)>;

/// What the composition roots take from `Peers`; the chassis asks identity for tokens and keys.
fn in_code() -> Edges {
    let mut edges = Edges::new();
    for caller in Service::ALL {
        let wiring = text(&format!("services/{caller}/src/wiring.rs"));
        for called in Service::ALL {
            let asks_for_tokens = called == Service::Identity && caller != called;
            if asks_for_tokens || wiring.contains(&format!(".peers.{called}()")) {
                edges.insert((caller, called));
            }
        }
    }
    edges
}

/// Whether a selector takes the pods of a service.
fn selects(selector: &Value, service: Service) -> bool {
    let pod = BTreeMap::from([
        ("app.kubernetes.io/name", service.name()),
        ("app.kubernetes.io/component", "service"),
    ]);
    let labels = selector["matchLabels"].as_object().into_iter().flatten();
    let mut expressions = items(&selector["matchExpressions"]);
    labels
        .into_iter()
        .all(|(key, value)| pod.get(key.as_str()).copied() == value.as_str())
        && expressions.all(|it| {
            assert_eq!(it["operator"], "In", "{it}");
            let own = it["key"].as_str().and_then(|key| pod.get(key));
            items(&it["values"]).any(|value| value.as_str() == own.copied())
        })
}

/// What the policies allow in one direction: `from`/`ingress` or `to`/`egress`.
fn allowed(direction: &str, peer: &str) -> Edges {
    let mut edges = Edges::new();
    for policy in yaml("k8s/base/network/calls.yaml") {
        let spec = &policy["spec"];
        for rule in items(&spec[direction]) {
            assert_eq!(rule["ports"][0]["port"], 8080, "{policy}");
            for other in items(&rule[peer]) {
                let pairs = Service::ALL
                    .into_iter()
                    .flat_map(|a| Service::ALL.into_iter().map(move |b| (a, b)));
                edges.extend(pairs.filter_map(|(own, far)| {
                    let hit =
                        selects(&spec["podSelector"], own) && selects(&other["podSelector"], far);
                    hit.then_some(if peer == "to" { (own, far) } else { (far, own) })
                }));
            }
        }
    }
    edges
}

#[test]
fn services_may_call_whom_they_call_and_nobody_else() {
    assert_eq!(allowed("egress", "to"), in_code());
    assert_eq!(allowed("ingress", "from"), in_code());
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
