//! What the services can be told, and what they say of it.

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    process::{Command, Output},
};

use linia_tests::{
    settings::{self, TABLE},
    stack::{Layout, Service},
};

const CANARY: &str = "canary-in-a-secret";

fn check_config(service: Service, environment: &BTreeMap<String, String>) -> Output {
    let program = service.program(&Layout::discover().unwrap()).unwrap();
    Command::new(program)
        .arg("check-config")
        .env_clear()
        .envs(environment)
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    let both = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    String::from_utf8(both).unwrap()
}

#[test]
fn table_of_settings_is_current() {
    let written = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(TABLE));
    assert!(
        written.unwrap() == settings::table().unwrap(),
        "{TABLE} is behind: run `make settings` and look at what it changes"
    );
}

#[test]
fn every_setting_is_explained() {
    for service in Service::ALL {
        let settings = settings::of(service).unwrap();
        let unexplained: Vec<_> = settings
            .iter()
            .filter(|setting| setting.meaning.is_empty())
            .map(|setting| &setting.name)
            .collect();
        assert!(unexplained.is_empty(), "{service}: {unexplained:?}");
        assert!(
            settings.iter().any(|setting| setting.is_secret),
            "{service}"
        );
    }
}

/// Each secret is set to the same word, one by text and the next by file; the rest is wrong, so that
/// everything is talked about.
#[test]
fn no_secret_is_printed() {
    let file = std::env::temp_dir().join(format!("linia-{}", uuid::Uuid::new_v4()));
    fs::write(&file, CANARY).unwrap();
    for service in Service::ALL {
        let mut environment = BTreeMap::new();
        let all = settings::of(service).unwrap();
        for (number, setting) in all.iter().enumerate() {
            let variable = setting
                .variable(service.name())
                .replace("<NAME>", "SOMEBODY");
            match (setting.is_secret, number % 2) {
                (true, 0) => environment.insert(variable, CANARY.to_owned()),
                (true, _) => {
                    environment.insert(format!("{variable}__FILE"), file.display().to_string())
                }
                (false, _) => environment.insert(variable, "?".to_owned()),
            };
        }
        let output = check_config(service, &environment);
        let said = said(&output);
        assert!(!output.status.success(), "{service}: {said}");
        assert!(
            said.contains("database.max_connections must be"),
            "{service}: {said}"
        );
        assert!(!said.contains(CANARY), "{service}: {said}");
    }
    fs::remove_file(file).unwrap();
}

#[test]
fn every_problem_is_named_at_once() {
    for service in Service::ALL {
        let variable = |key: &str| service.variable(key);
        let environment = BTreeMap::from([
            (variable("GRPC__LISTEN"), "here".to_owned()),
            (variable("GRPC__LISTENS"), "there".to_owned()),
            (variable("NATS__STREAM_REPLICAS"), "three".to_owned()),
            (variable("NATS__PASSWORD__FILE"), "/nowhere".to_owned()),
        ]);
        let output = check_config(service, &environment);
        let said = said(&output);
        assert!(!output.status.success(), "{service}: {said}");
        for problem in [
            "database.url must",
            "grpc.listen must",
            "grpc.listens is no setting",
            "nats.stream_replicas must",
            "nats.password /nowhere",
            "master_key",
        ] {
            assert!(said.contains(problem), "{service}, {problem}: {said}");
        }
    }
}
