//! Each service starts with the file, the variables and the secrets that it is given.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use linia_tests::stack::{Layout, Service};
use serde_json::Value;

use super::{all, configuration, containers, items, one};
use crate::made_secrets::{Secrets, script};

/// A text with the paths in a pod replaced by those of the files that are mounted there.
fn mounted(secrets: &Secrets, service: Service, text: &str) -> String {
    let at = |secret: &str| format!("{}/{secret}/", secrets.0.display());
    text.replace("/run/secrets/linia/", &at(service.name()))
        .replace("/run/secrets/owner/", &at(&format!("{service}-owner")))
        .replace("/run/secrets/nats-admin/", &at("nats-admin"))
}

/// What the SDK of OpenTelemetry reads, and what that is made of.
const OF_OTHERS: [&str; 3] = ["NODE_NAME", "OTEL_RESOURCE_ATTRIBUTES", "POD_NAME"];

/// The variables of a service's containers of one name, in base and overlays together.
fn variables(service: Service, workload: &str, container: &str) -> BTreeMap<String, String> {
    let name = match workload {
        "Job" => format!("{service}-set-up"),
        _ => service.name().to_owned(),
    };
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    all(workload, "any")
        .chain(all(workload, &name))
        .flat_map(containers)
        .filter(|it| it["name"] == container)
        .flat_map(|it| items(&it["env"]))
        .map(|variable| (text(&variable["name"]), text(&variable["value"])))
        .collect()
}

/// `check-config` of a container as it is started, but for its files, which are these.
pub(super) fn check(
    service: Service,
    secrets: &Secrets,
    files: &[&Path],
    workload: &str,
    container: &str,
) {
    let program = service.program(&Layout::discover().unwrap()).unwrap();
    let mut given = variables(service, workload, container);
    given.remove("LINIA_CONFIG");
    let own = service.variable("");
    let foreign = given
        .keys()
        .find(|it| !it.starts_with(&own) && !OF_OTHERS.contains(&it.as_str()));
    assert_eq!(foreign, None, "{service} reads no such variable");
    let output = Command::new(program)
        .arg("check-config")
        .args(files.iter().flat_map(|file| [Path::new("--config"), *file]))
        .env_clear()
        .envs(
            given
                .iter()
                .map(|(name, value)| (name, mounted(secrets, service, value))),
        )
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{service}, {container}: {said}");
}

pub(super) fn all_secrets() -> Secrets {
    let secrets = Secrets::make();
    // Come with the mail server and the bucket, not with the installation.
    for brought in [
        "notifications/smtp-password",
        "submissions/s3-secret-access-key",
    ] {
        fs::write(secrets.0.join(brought), "a password").unwrap();
    }
    secrets
}

/// A service's file, with the secrets that are mounted beside it.
pub(super) fn file(secrets: &Secrets, service: Service) -> PathBuf {
    let file = secrets.0.join(format!("{service}.toml"));
    let text = mounted(secrets, service, &configuration(service.name()));
    fs::write(&file, text).unwrap();
    file
}

#[test]
fn settings_of_every_container_are_in_order() {
    let secrets = all_secrets();
    for service in Service::ALL {
        let file = file(&secrets, service);
        check(service, &secrets, &[&file], "Deployment", "service");
        check(service, &secrets, &[&file], "Job", "migrate");
        check(service, &secrets, &[&file], "Job", "streams");
    }
}

/// A metric names its instance by `service.instance.id`, which is made anew by each process.
#[test]
fn every_metric_names_the_pod_that_tells_it() {
    let given = variables(Service::Identity, "Deployment", "service");
    let attributes = &given["OTEL_RESOURCE_ATTRIBUTES"];
    let pod = attributes
        .split(',')
        .find(|it| it.starts_with("k8s.pod.name="));
    assert_eq!(pod, Some("k8s.pod.name=$(POD_NAME)"));
    // A variable is made of those that stand before it.
    let service = one("Deployment", "any");
    let names: Vec<_> = containers(service)
        .flat_map(|it| items(&it["env"]))
        .filter_map(|it| it["name"].as_str())
        .collect();
    assert!(names.ends_with(&["POD_NAME", "NODE_NAME", "OTEL_RESOURCE_ATTRIBUTES"]));
}

/// No policy lets them reach the collector: they would wait for it in vain.
#[test]
fn set_up_tells_the_collector_nothing() {
    for service in Service::ALL {
        for container in ["migrate", "streams"] {
            let given = variables(service, "Job", container);
            let endpoint = given.get(&service.variable("TELEMETRY__OTLP_ENDPOINT"));
            assert_eq!(
                endpoint.map(String::as_str),
                Some(""),
                "{service}, {container}"
            );
        }
    }
}

#[test]
fn serving_pods_hold_no_right_to_migrate_or_to_make_streams() {
    for service in Service::ALL {
        for deployment in all("Deployment", service.name()) {
            let volumes = items(&deployment["spec"]["template"]["spec"]["volumes"]);
            let secrets: Vec<_> = volumes
                .filter_map(|volume| volume["secret"]["secretName"].as_str())
                .collect();
            assert!(
                secrets
                    .iter()
                    .all(|it| *it == service.name() || *it == format!("{service}-tls")),
                "{secrets:?}"
            );
        }
    }
}

/// A second run changes nothing: whoever loses a master key loses what it wraps.
#[test]
fn secrets_that_are_there_are_kept() {
    let secrets = Secrets::make();
    let key = secrets.0.join("identity/master-key");
    let before = fs::read(&key).unwrap();
    let again = Command::new(script()).arg(&secrets.0).status().unwrap();
    assert!(again.success());
    assert_eq!(fs::read(&key).unwrap(), before);
}
