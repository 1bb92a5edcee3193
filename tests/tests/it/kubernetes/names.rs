//! Hosts, ports and commands.

use std::process::Command;

use linia_tests::{
    settings,
    stack::{Layout, Service},
};
use serde_json::Value;

use super::{all, configured, containers, items, one, yaml};

/// The port of a Service of this name that leads to the container's port of the same name.
fn service_port(service: &str, port: &str) -> u64 {
    let found = items(&one("Service", service)["spec"]["ports"]).find(|it| it["name"] == port);
    let found = found.unwrap_or_else(|| panic!("Service {service} has no port {port}"));
    found["port"].as_u64().unwrap()
}

fn container_ports(workload: &Value) -> Vec<u64> {
    containers(workload)
        .flat_map(|it| items(&it["ports"]))
        .filter_map(|port| port["containerPort"].as_u64())
        .collect()
}

#[test]
fn services_are_found_where_their_callers_look() {
    for service in Service::ALL {
        let port = service_port(service.name(), "grpc");
        let listen = configured(service.name(), "listen");
        assert!(listen.ends_with(&format!(":{port}")), "{listen}");
        let name = format!("peers.{service}");
        for caller in Service::ALL {
            let settings = settings::of(caller).unwrap();
            let peer = settings.into_iter().find(|it| it.name == name).unwrap();
            let wanted = format!("\"http://{service}:{port}\"");
            assert_eq!(peer.default, Some(wanted), "{caller}");
        }
    }
}

#[test]
fn probes_ask_the_port_that_is_listened_on() {
    let port = service_port("identity", "grpc");
    let pod = &yaml("k8s/base/patches/service.yaml")[0];
    assert_eq!(container_ports(pod), [port]);
    let container = containers(pod).next().unwrap();
    for probe in ["startupProbe", "readinessProbe", "livenessProbe"] {
        assert_eq!(container[probe]["grpc"]["port"], port, "{probe}");
    }
}

/// One HTTP/2 connection to a virtual address would pin a caller to one pod.
#[test]
fn services_are_headless() {
    for service in Service::ALL {
        assert_eq!(one("Service", service.name())["spec"]["clusterIP"], "None");
    }
}

#[test]
fn engines_are_found_where_the_services_look() {
    let nats = format!("nats://nats:{}", service_port("nats", "client"));
    let collector = format!("http://collector:{}", service_port("collector", "otlp"));
    for service in Service::ALL {
        assert_eq!(configured(service.name(), "url"), nats);
        assert_eq!(configured(service.name(), "otlp_endpoint"), collector);
    }
    let mail = configured("notifications", "host");
    let port = configured("notifications", "port");
    assert_eq!(service_port(&mail, "smtp").to_string(), port);

    let told = &yaml("deploy/observability/collector.yaml")[0];
    let receiver = &told["receivers"]["otlp"]["protocols"]["grpc"]["endpoint"];
    assert_eq!(receiver, "0.0.0.0:4317");
    assert_eq!(told["exporters"]["prometheus"]["endpoint"], "0.0.0.0:8889");
    let collector = all("Deployment", "collector").flat_map(container_ports);
    assert_eq!(collector.collect::<Vec<_>>(), [4317, 8889, 13133]);
}

#[test]
fn commands_are_those_of_the_programs() {
    for service in Service::ALL {
        let program = service.program(&Layout::discover().unwrap()).unwrap();
        let set_up = format!("{service}-set-up");
        let workloads = all("Deployment", service.name()).chain(all("Job", &set_up));
        for container in workloads.flat_map(containers) {
            for command in items(&container["args"]) {
                let command = command.as_str().unwrap();
                let help = Command::new(&program).args(["help", command]).output();
                assert!(help.unwrap().status.success(), "{service} {command}");
            }
        }
    }
}
