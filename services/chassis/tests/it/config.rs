//! Settings, from file and environment.

use std::{path::PathBuf, process::Command};

use linia_chassis::config::{self, ConfigError};
use uuid::Uuid;

use crate::toys::ToySettings;

const COMPLETE: &str = "database.url = 'postgres://toy@localhost/linia'\n\
                        credentials.client_secret = 'a secret of the toy'\n";

/// A file that is gone when the test is over.
struct Scratch(PathBuf);

impl Scratch {
    fn new(ending: &str, content: &str) -> Self {
        let path = std::env::temp_dir().join(format!("linia-{}.{ending}", Uuid::new_v4()));
        std::fs::write(&path, content).expect("writes");
        Self(path)
    }

    fn load(&self) -> Result<ToySettings, ConfigError> {
        config::load("toy", std::slice::from_ref(&self.0))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        std::fs::remove_file(&self.0).ok();
    }
}

#[test]
fn key_that_does_not_exist_is_an_error() {
    let file = Scratch::new(
        "toml",
        &format!("{COMPLETE}[grpc]\nlisten_on = '[::]:80'\n"),
    );
    let error = file.load().expect_err("there is no such key");
    assert!(error.to_string().contains("listen_on"), "{error}");
}

#[test]
fn everything_that_is_wrong_is_named_at_once() {
    let file = Scratch::new(
        "toml",
        "[grpc]\nlisten = 'here'\n[database]\nmax_connections = 1\n[peers]\nidentity = ''\n",
    );
    let Err(ConfigError::Wrong(problems)) = file.load() else {
        panic!("it is wrong");
    };
    for key in [
        "database.url",
        "database.max_connections",
        "credentials.client_secret",
        "grpc.listen",
        "peers.identity",
    ] {
        assert!(
            problems.iter().any(|problem| problem.contains(key)),
            "{problems:?}"
        );
    }
}

/// Keys, kinds and rules together: whoever sets a service up sees one list.
#[test]
fn wrong_keys_and_wrong_values_are_named_together() {
    let file = Scratch::new(
        "toml",
        "grcp.listen = '[::]:80'\n\
         nats = { pasword = 'a', password = { file = '/nowhere' }, stream_replicas = -1 }\n\
         telemetry.log_format = 'xml'\n\
         database.max_connections = 'many'\n\
         database.owner_url = 5\n\
         peers.identity = ''\n",
    );
    let Err(ConfigError::Wrong(mut problems)) = file.load() else {
        panic!("it is wrong");
    };
    problems.sort();
    assert_eq!(
        problems,
        [
            "database.max_connections must be a whole number from 0 to 4294967295",
            "database.owner_url must be text, or `file` and the path of a file",
            "database.url must name the service's own role",
            "grcp is no setting",
            "master_key or, where there is none, credentials.client_secret must be set",
            "nats.password /nowhere: No such file or directory (os error 2)",
            "nats.pasword is no setting",
            "nats.stream_replicas must be a whole number of at least 0",
            "peers.identity must be an address such as http://identity:8080, or several, \
             separated by commas",
            "telemetry.log_format must be one of text, json",
        ]
    );
}

#[test]
fn later_files_win() {
    let file = Scratch::new("toml", COMPLETE);
    let other = Scratch::new("toml", "grpc.drain_seconds = 7\n");
    let settings: ToySettings =
        config::load("toy", &[file.0.clone(), other.0.clone()]).expect("loads");
    assert_eq!(settings.grpc.drain_seconds, 7);
    assert!(!settings.database.url.is_empty(), "the first file counts");
}

#[test]
fn half_a_rate_leaves_the_other_half_as_it_was() {
    let file = Scratch::new("toml", &format!("{COMPLETE}grpc.limits.change.burst = 7\n"));
    let change = file.load().expect("loads").grpc.limits.change;
    assert_eq!((change.per_minute, change.burst), (600, 7));
}

#[test]
fn secret_is_read_from_the_file_that_is_named() {
    let secret = Scratch::new("secret", "hunter2\n");
    let path = secret.0.display();
    let file = Scratch::new(
        "toml",
        &format!("{COMPLETE}nats.password.file = '{path}'\n"),
    );
    let settings = file.load().expect("loads");
    assert_eq!(settings.nats.password.expose(), "hunter2");
    assert!(!format!("{settings:?}").contains("hunter2"));
}

#[test]
fn secret_whose_file_is_missing_is_an_error() {
    let file = Scratch::new(
        "toml",
        &format!("{COMPLETE}nats.password.file = '/nowhere'\n"),
    );
    let error = file.load().expect_err("it is missing");
    assert!(error.to_string().contains("/nowhere"), "{error}");
}

/// A process cannot change its own environment.
fn run_again(test: &str, environment: &[(&str, &str)]) {
    let again = Command::new(std::env::current_exe().expect("runs"))
        .args(["--exact", test])
        .envs(environment.iter().copied())
        .output()
        .expect("runs again");
    let told = String::from_utf8_lossy(&again.stdout);
    assert!(
        again.status.success() && told.contains("1 passed"),
        "{told}"
    );
}

#[test]
fn environment_wins_over_the_file() {
    const LISTEN: &str = "LINIA_TOY__GRPC__LISTEN";
    const SECRET: &str = "LINIA_TOY__CREDENTIALS__CLIENT_SECRET__FILE";
    if std::env::var_os(LISTEN).is_none() {
        let secret = Scratch::new("secret", "from the environment's file");
        run_again(
            "config::environment_wins_over_the_file",
            &[
                (LISTEN, "127.0.0.1:2"),
                ("LINIA_TOY__DATABASE__MAX_CONNECTIONS", "7"),
                (SECRET, &secret.0.to_string_lossy()),
            ],
        );
        return;
    }
    let file = Scratch::new("toml", &format!("{COMPLETE}grpc.listen = '127.0.0.1:1'\n"));
    let settings = file.load().expect("loads");
    assert_eq!(settings.grpc.listen, "127.0.0.1:2");
    assert_eq!(settings.database.max_connections, 7);
    let secret = settings.credentials.client_secret.expose();
    assert_eq!(secret, "from the environment's file");
}

#[test]
fn variable_that_is_no_setting_is_an_error() {
    const MISSPELT: &str = "LINIA_TOY_GRPC__LISTEN";
    if std::env::var_os(MISSPELT).is_none() {
        run_again(
            "config::variable_that_is_no_setting_is_an_error",
            &[
                (MISSPELT, "hunter2"),
                ("LINIA_TOY__GRPC__LISTENS", "hunter2"),
            ],
        );
        return;
    }
    let Err(ConfigError::Wrong(problems)) = Scratch::new("toml", COMPLETE).load() else {
        panic!("it is wrong");
    };
    assert_eq!(
        problems,
        [
            "grpc.listens is no setting",
            "LINIA_TOY_GRPC__LISTEN is no setting: settings begin with LINIA_TOY__",
        ]
    );
}
