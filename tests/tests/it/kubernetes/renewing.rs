//! Secrets that are renewed one by one, as k8s/README.md tells under "Rotate".

use std::process::Command;

use linia_tests::stack::Service;

use super::settings::{all_secrets, check, file};
use crate::made_secrets::{Secrets, script};

const KEEP_MASTER_KEYS: [Service; 3] =
    [Service::Identity, Service::Challenges, Service::Submissions];

fn renew(secrets: &Secrets, what: &str, whose: &str) -> bool {
    let mut script = Command::new(script());
    let script = script.arg(&secrets.0).args(["--renew", what, whose]);
    script.output().unwrap().status.success()
}

/// What a file held before and holds now.
fn renewed(secrets: &Secrets, what: &str, service: Service, file: &str) -> (String, String) {
    let before = secrets.read(file);
    assert!(renew(secrets, what, service.name()), "{service} {what}");
    let now = secrets.read(file);
    assert_ne!(before, now, "{service} {what}");
    (before, now)
}

#[test]
fn services_start_with_what_is_renewed_and_what_was_before() {
    let secrets = all_secrets();
    for service in Service::ALL {
        let key = format!("{service}/master-key");
        if KEEP_MASTER_KEYS.contains(&service) {
            let (old, half) = renewed(&secrets, "master-key", service, &key);
            let new = half.split(' ').nth(1).unwrap().to_owned();
            assert_eq!(half, format!("{old} {new} {old}"), "the new one opens");
            let (_, now) = renewed(&secrets, "master-key", service, &key);
            assert_eq!(now, format!("{new} {old}"), "the new one wraps");
            let (_, half) = renewed(&secrets, "master-key", service, &key);
            assert!(half.starts_with(&new) && half.ends_with(&now));
        } else {
            assert!(!renew(&secrets, "master-key", service.name()));
        }
        if service != Service::Identity {
            let own = format!("{service}/client-secret");
            let (before, now) = renewed(&secrets, "client-secret", service, &own);
            let known = secrets.read(&format!("identity/client-secret-{service}"));
            assert_eq!(known, format!("{now} {before}"));
        }
    }
    for service in Service::ALL {
        let file = file(&secrets, service);
        check(service, &secrets, &[&file], "Deployment", "service");
    }
}

/// Postgres and the broker know one password of each user, so it is the same in all places.
#[test]
fn passwords_that_are_renewed_are_the_same_everywhere() {
    let secrets = all_secrets();
    for service in Service::ALL {
        let name = service.name().to_uppercase();
        let url = format!("{service}/database-url");
        let (before, now) = renewed(&secrets, "database-password", service, &url);
        let password = secrets.read(&format!("postgres/LINIA_{name}_PASSWORD"));
        assert_eq!(secrets.read(&format!("{service}-role/password")), password);
        let end = before.split_once('@').unwrap().1;
        assert_eq!(now, format!("postgres://{service}:{password}@{end}"));

        let own = format!("{service}/nats-password");
        let (_, now) = renewed(&secrets, "nats-password", service, &own);
        let served = secrets.read("nats-server/passwords.conf");
        assert!(served.contains(&format!("NATS_{name}_PASSWORD: {now}\n")));
        let public = secrets.read(&format!("{service}/nats-public-password"));
        assert!(served.contains(&format!("NATS_PUBLIC_{name}_PASSWORD: {public}\n")));
    }
}

/// Outsiders read as one of them; the set-up makes streams as two others.
#[test]
fn passwords_of_those_who_are_no_services_are_renewed_one_by_one() {
    let secrets = all_secrets();
    for (user, read_by) in [
        ("public_reader", None),
        ("sys", None),
        ("admin", Some("nats-admin/password")),
        ("public_admin", Some("nats-admin/public-password")),
    ] {
        let before = secrets.read("nats-server/passwords.conf");
        assert!(renew(&secrets, "nats-password", user), "{user}");
        let variable = format!("NATS_{}_PASSWORD", user.to_uppercase());
        let now = secrets.read(&format!("nats/{variable}"));
        let served = secrets.read("nats-server/passwords.conf");
        let changed: Vec<_> = served
            .lines()
            .filter(|line| !before.contains(line))
            .collect();
        assert_eq!(changed, [format!("{variable}: {now}")]);
        if let Some(file) = read_by {
            assert_eq!(secrets.read(file), now);
        }
        assert!(!renew(&secrets, "database-password", user), "{user}");
    }
    assert!(!renew(&secrets, "nats-password", "nobody"));
}
