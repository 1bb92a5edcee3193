//! Who may reach whom is who has to, services, engines and others alike, in both overlays.

mod world;

use linia_tests::stack::Service;

use self::world::{Direction, Edges, World};
use super::{containers, items, text, yaml};

const GRPC: u64 = 8080;
const POSTGRES: u64 = 5432;
const POSTGRES_STATUS: u64 = 8000;
const NATS: u64 = 4222;
const NATS_CLUSTER: u64 = 6222;
const OTLP: u64 = 4317;
const LOCAL_SMTP: u64 = 1025;
const HTTPS: u64 = 443;
const DNS: u64 = 53;

/// What stands in both overlays beside the services.
const ENGINES: [&str; 2] = [
    "k8s/components/nats/nats.yaml",
    "k8s/components/collector/collector.yaml",
];
const LOCAL_ENGINES: [&str; 4] = [
    "k8s/overlays/local/postgres.yaml",
    "k8s/overlays/local/database-set-up.yaml",
    "k8s/overlays/local/traces.yaml",
    "k8s/overlays/local/mail.yaml",
];
const POLICIES: [&str; 5] = [
    "k8s/base/network/closed.yaml",
    "k8s/base/network/services.yaml",
    "k8s/base/network/calls.yaml",
    "k8s/components/nats/network.yaml",
    "k8s/components/collector/network.yaml",
];

fn edge(from: impl ToString, to: impl ToString, port: u64) -> (String, String, u64) {
    (from.to_string(), to.to_string(), port)
}

fn set_up(service: Service) -> String {
    format!("{service} set-up")
}

/// What the composition roots take from `Peers` (the chassis asks identity for tokens and keys), and the
/// engines that each kind of pod is there to use.
fn needed() -> Edges {
    let mut edges = Edges::from([edge("nats", "nats", NATS_CLUSTER)]);
    for caller in Service::ALL {
        let wiring = text(&format!("services/{caller}/src/wiring.rs"));
        for called in Service::ALL {
            let asks_for_tokens = called == Service::Identity && caller != called;
            if asks_for_tokens || wiring.contains(&format!(".peers.{called}()")) {
                edges.insert(edge(caller, called, GRPC));
            }
        }
        edges.insert(edge(caller, "collector", OTLP));
        for pod in [caller.name().to_owned(), set_up(caller)] {
            edges.insert(edge(&pod, "postgres", POSTGRES));
            edges.insert(edge(&pod, "nats", NATS));
        }
    }
    edges
}

/// Whom pods ask outside: everybody for names, and the collector where traces are kept.
fn asked_outside(pods: &[&str]) -> Edges {
    let services = Service::ALL.map(|it| [it.to_string(), set_up(it)]);
    let engines = pods.iter().map(|pod| (*pod).to_owned());
    let pods = services.into_iter().flatten().chain(engines);
    let mut edges: Edges = pods.map(|pod| edge(pod, "names", DNS)).collect();
    edges.insert(edge("collector", "monitoring", OTLP));
    edges
}

/// Who asks from outside.
fn asking_from_outside() -> Edges {
    let mut edges: Edges = Service::ALL
        .into_iter()
        .map(|service| edge("gateway", service, GRPC))
        .collect();
    edges.insert(edge("public reader", "nats", NATS));
    edges.insert(edge("monitoring", "collector", 8889));
    edges
}

/// The services, the engines of both overlays, and others around them.
fn world() -> World {
    let services = Service::ALL.map(|it| format!("k8s/base/services/{it}.yaml"));
    World::default()
        .workloads(services.iter().map(String::as_str).chain(ENGINES))
        .policies("linia", &POLICIES)
        .other("names", "kube-system", None, &[("k8s-app", "kube-dns")])
        .other("another in kube-system", "kube-system", None, &[])
        .other("gateway", "gateway", Some("linia/gateway"), &[])
        .other("monitoring", "monitoring", Some("linia/monitoring"), &[])
        .other("public reader", "partner", Some("linia/public-reader"), &[])
        .other("stranger", "elsewhere", None, &[])
}

#[test]
fn pods_of_the_local_overlay_reach_whom_they_need_and_nobody_else() {
    let world = world()
        .workloads(LOCAL_ENGINES.into_iter())
        .policies("linia", &["k8s/overlays/local/network.yaml"]);
    let mut inside = needed();
    inside.extend([
        edge("notifications", "mail", LOCAL_SMTP),
        edge("database-set-up", "postgres", POSTGRES),
        edge("collector", "traces", OTLP),
    ]);
    let pods = [
        "nats",
        "collector",
        "postgres",
        "database-set-up",
        "traces",
        "mail",
    ];
    let egress = &inside | &asked_outside(&pods);
    assert_eq!(world.allowed(Direction::Egress), egress);
    let ingress = &inside | &asking_from_outside();
    assert_eq!(world.allowed(Direction::Ingress), ingress);
}

#[test]
fn pods_of_the_production_overlay_reach_whom_they_need_and_nobody_else() {
    let cluster = [("cnpg.io/cluster", "postgres")];
    let world = world()
        .other("postgres", "linia-postgres", None, &cluster)
        .other("another in linia-postgres", "linia-postgres", None, &[])
        .other("operator", "cnpg-system", None, &[])
        .policies(
            "linia",
            &["k8s/overlays/production/patches/postgres-elsewhere.yaml"],
        )
        .policies("linia", &["k8s/overlays/production/network.yaml"])
        .policies("linia", &["k8s/components/objects-s3/network.yaml"])
        .policies(
            "linia-postgres",
            &["k8s/overlays/production/postgres/network.yaml"],
        );
    let mut inside = needed();
    inside.extend([POSTGRES, POSTGRES_STATUS].map(|port| edge("postgres", "postgres", port)));
    let pods = ["nats", "collector", "postgres", "another in linia-postgres"];
    let mut egress = &inside | &asked_outside(&pods);
    egress.extend([
        edge("notifications", "public address", smtp()),
        edge("submissions", "public address", HTTPS),
        // The bucket of its backups, and the API server, at either of its usual ports.
        edge("postgres", "any address", HTTPS),
        edge("postgres", "any address", 6443),
    ]);
    assert_eq!(world.allowed(Direction::Egress), egress);
    let mut ingress = &inside | &asking_from_outside();
    ingress.extend([
        edge("operator", "postgres", POSTGRES_STATUS),
        edge("monitoring", "postgres", 9187),
    ]);
    assert_eq!(world.allowed(Direction::Ingress), ingress);
}

/// The port of the mail server that production names.
fn smtp() -> u64 {
    let patch = &yaml("k8s/overlays/production/patches/mail.yaml")[0];
    let mut variables = containers(patch).flat_map(|it| items(&it["env"]));
    let port = variables.find(|it| it["name"] == Service::Notifications.variable("SMTP__PORT"));
    port.unwrap()["value"].as_str().unwrap().parse().unwrap()
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
