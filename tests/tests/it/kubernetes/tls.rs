//! Who is who in production: certificates, what they are for, and who reads them.

mod broker;

use std::{fs, path::Path};

use linia_tests::stack::{Authority, Service};

use super::{containers, items, one, settings, text, yaml};

const PRODUCTION: &str = "k8s/overlays/production";
/// Where certificates are mounted.
const MOUNTED: &str = "/run/secrets/tls/";

/// A value in the file that all services read after their own.
fn configured(key: &str) -> String {
    let file = text(&format!("{PRODUCTION}/config/tls.toml"));
    let value = file.lines().find_map(|line| {
        let (name, value) = line.split_once(" = ")?;
        (name == key).then(|| value.trim_matches('"').to_owned())
    });
    value.unwrap_or_else(|| panic!("there is no {key}"))
}

fn is_for(certificate: &str, name: &str) -> bool {
    let spec = &one("Certificate", certificate)["spec"];
    items(&spec["dnsNames"]).any(|it| it == name)
}

#[test]
fn certificates_are_for_the_names_that_are_called() {
    for service in Service::ALL {
        let called = configured(service.name());
        let base = super::configured(service.name(), "listen");
        let port = base.rsplit(':').next().unwrap();
        assert_eq!(called, format!("https://{service}:{port}"));
        assert!(is_for(service.name(), service.name()));
        let gateway = &one("BackendTLSPolicy", service.name())["spec"];
        assert_eq!(gateway["targetRefs"][0]["name"], service.name());
        assert_eq!(gateway["validation"]["hostname"], service.name());
    }
    assert_eq!(configured("url"), "tls://nats:4222");
    let cluster = text(&format!("{PRODUCTION}/nats/cluster.conf"));
    for host in ["nats", "nats-0.nats", "nats-1.nats", "nats-2.nats"] {
        assert!(is_for("nats", host), "{host}");
        assert!(host == "nats" || cluster.contains(&format!("nats://{host}:6222")));
    }
    let secret = &one("Certificate", "postgres")["spec"]["secretName"];
    for cluster in ["postgres", "postgres-restored"] {
        assert!(is_for("postgres", &format!("{cluster}-rw.linia-postgres")));
        let server = &one("Cluster", cluster)["spec"]["certificates"];
        assert_eq!(&server["serverTLSSecret"], secret, "{cluster}");
    }
}

/// Who calls shows a certificate for clients, who is called one for servers; renewed a month before its end.
#[test]
fn certificates_are_for_what_is_done_with_them() {
    let called = ["server auth"];
    let calls = ["client auth"];
    let both = ["server auth", "client auth"];
    let mut all = vec![
        ("nats", &both[..]),
        ("postgres", &called),
        ("linia-client", &calls),
    ];
    all.extend(Service::ALL.map(|service| (service.name(), &both[..])));
    for (name, usages) in all {
        let spec = &one("Certificate", name)["spec"];
        let found: Vec<_> = items(&spec["usages"])
            .filter(|it| *it != "digital signature")
            .collect();
        assert_eq!(found, usages, "{name}");
        assert_eq!(
            (&spec["duration"], &spec["renewBefore"]),
            (&"2160h".into(), &"720h".into()),
            "{name}"
        );
        assert_eq!(spec["issuerRef"]["name"], "linia", "{name}");
    }
}

#[test]
fn every_workload_gets_its_own_certificate() {
    for service in Service::ALL {
        let secret = &one("Certificate", service.name())["spec"]["secretName"];
        for document in yaml(&format!("{PRODUCTION}/patches/tls-of-{service}.yaml")) {
            let volume = &document["spec"]["template"]["spec"]["volumes"][0];
            assert_eq!(&volume["secret"]["secretName"], secret, "{document}");
        }
    }
    for patch in ["tls", "tls-of-set-up"] {
        let document = &yaml(&format!("{PRODUCTION}/patches/{patch}.yaml"))[0];
        for container in containers(document) {
            let read = &container["env"][0]["value"];
            assert_eq!(read, "/etc/linia/linia.toml,/etc/linia/tls.toml");
            assert_eq!(
                container["volumeMounts"][0]["mountPath"],
                "/run/secrets/tls"
            );
        }
    }
}

#[test]
fn probes_ask_where_no_certificate_is_asked_for() {
    let port = configured("health_listen");
    let port: u64 = port.rsplit(':').next().unwrap().parse().unwrap();
    let pod = &yaml(&format!("{PRODUCTION}/patches/tls.yaml"))[0];
    let container = containers(pod).next().unwrap();
    for probe in ["startupProbe", "readinessProbe", "livenessProbe"] {
        assert_eq!(container[probe]["grpc"]["port"], port, "{probe}");
    }
    assert_eq!(container["ports"][0]["containerPort"], port);
}

/// A text with the paths in a pod replaced by those of files of this test.
fn mounted(text: &str, directory: &Path) -> String {
    text.replace(MOUNTED, &format!("{}/", directory.display()))
}

/// Certificates under the names of the keys of cert-manager's Secrets, in place of those that are there.
fn issue(authority: &Authority, directory: &Path) {
    let files = authority.issue(directory, "tls").unwrap();
    fs::rename(files.authority, directory.join("ca.crt")).unwrap();
    assert!(directory.join("tls.crt").exists() && directory.join("tls.key").exists());
}

#[test]
fn settings_are_in_order_with_certificates() {
    let secrets = settings::all_secrets();
    issue(&Authority::found("an authority").unwrap(), &secrets.0);
    let tls = secrets.0.join("tls.toml");
    let file = text(&format!("{PRODUCTION}/config/tls.toml"));
    fs::write(&tls, mounted(&file, &secrets.0)).unwrap();
    for service in Service::ALL {
        let own = settings::file(&secrets, service);
        for (workload, container) in [
            ("Deployment", "service"),
            ("Job", "migrate"),
            ("Job", "streams"),
        ] {
            settings::check(service, &secrets, &[&own, &tls], workload, container);
        }
    }
}
