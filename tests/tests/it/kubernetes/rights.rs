//! Roles of the database and users of the broker. What each may do is tried on real servers
//! (`database_rights`, `broker_rights`), with the files that k8s/ mounts.

use std::collections::BTreeSet;

use linia_tests::stack::Service;
use serde_json::Value;

use super::{configured, items, one, text, yaml};
use crate::made_secrets::Secrets;

fn roles() -> BTreeSet<String> {
    let roles = Service::ALL.into_iter();
    roles
        .flat_map(|service| [service.to_string(), format!("{service}_owner")])
        .collect()
}

#[test]
fn every_role_gets_a_password() {
    let script = text("deploy/database/passwords.sql");
    let altered: BTreeSet<_> = script
        .lines()
        .filter_map(|line| line.strip_prefix("ALTER ROLE ")?.split(' ').next())
        .map(str::to_owned)
        .collect();
    assert_eq!(altered, roles());
    for role in roles() {
        let variable = format!("LINIA_{}_PASSWORD", role.to_uppercase());
        let both =
            format!("\\getenv password {variable}\nALTER ROLE {role} PASSWORD :'password';\n");
        assert!(script.contains(&both), "{role}");
    }
}

#[test]
fn operator_of_postgres_keeps_the_same_roles() {
    let cluster = one("Cluster", "any");
    let managed: BTreeSet<_> = items(&cluster["spec"]["managed"]["roles"])
        .filter_map(|role| role["name"].as_str().map(str::to_owned))
        .collect();
    assert_eq!(managed, roles());
}

/// What Postgres is set up with is what the tests set it up with.
#[test]
fn database_is_set_up_from_the_files_that_are_tested() {
    let generated = &yaml("deploy/database/kustomization.yaml")[0]["configMapGenerator"][0];
    assert_eq!(generated["name"], "database-set-up");
    let files: Vec<_> = items(&generated["files"])
        .filter_map(Value::as_str)
        .collect();
    assert_eq!(
        files,
        ["cluster.sql", "database.sql", "passwords.sql", "set-up.sh"]
    );
    let init = &one("Cluster", "postgres")["spec"]["bootstrap"]["initdb"];
    for (moment, file) in [
        ("postInitSQLRefs", "cluster.sql"),
        ("postInitApplicationSQLRefs", "database.sql"),
    ] {
        let reference = &init[moment]["configMapRefs"][0];
        assert_eq!(reference["name"], "database-set-up");
        assert_eq!(reference["key"], file);
    }
}

#[test]
fn broker_knows_every_service_by_the_name_that_it_uses() {
    let generated = &yaml("deploy/nats/kustomization.yaml")[0]["configMapGenerator"][0];
    assert_eq!(generated["files"][0], "nats-server.conf");
    let conf = text("deploy/nats/nats-server.conf");
    for service in Service::ALL {
        for user in [
            configured(service.name(), "user"),
            configured(service.name(), "public_user"),
        ] {
            let variable = format!("password: $NATS_{}_PASSWORD", user.to_uppercase());
            assert!(
                conf.contains(&format!("user: {user}, {variable}")),
                "{user}"
            );
        }
    }
}

/// The server ends where a variable of its file is missing, and where it gets one that it does not name.
#[test]
fn broker_gets_every_variable_that_its_file_names_and_no_other() {
    let conf = text("deploy/nats/nats-server.conf");
    assert!(conf.contains("\ninclude ./passwords.conf\n"));
    let lines = conf
        .lines()
        .filter(|line| !line.trim_start().starts_with('#'));
    let words = lines.flat_map(|line| line.split([' ', ',', '}', ']']));
    let mut named: BTreeSet<_> = words.filter_map(|it| it.strip_prefix('$')).collect();
    named.retain(|it| it.starts_with("NATS_"));
    assert!(named.remove("NATS_STORE_DIR"));
    let secrets = Secrets::make();
    let made = secrets.read("nats-server/passwords.conf");
    let made: BTreeSet<_> = made
        .lines()
        .filter_map(|line| Some(line.split_once(": ")?.0))
        .collect();
    assert_eq!(made, named);
}
