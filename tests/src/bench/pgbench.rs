//! pgbench: the server's own load generator, running the statements of the accept path.

use std::{path::Path, process::Stdio, time::Duration};

use tokio::process::Command;
use uuid::Uuid;

use super::error::{BenchError, Result};
use crate::stack::{Postgres, Service, tools};

// The statements that the service runs, taken from where it has them: they cannot grow apart.
const ACCEPT_SOURCE: &str = include_str!("../../../services/submissions/src/store/accept.rs");
const LOCK_SOURCE: &str = include_str!("../../../services/submissions/src/store/locks.rs");

/// The transaction that accepts one entry, as a script of pgbench.
#[must_use]
pub fn accept_script() -> String {
    // Each client has an entry of its own and hands in one version after the other, as people do
    // on the other side; each version is a new request.
    let lock = with_parameters(statement(LOCK_SOURCE), &[":stage_key", ":client_id"]);
    let accept = with_parameters(
        statement(ACCEPT_SOURCE),
        &[
            ":stage",
            "md5(concat(:run::text, :client_id::text))",
            "sha256(uuid_send(gen_random_uuid()))",
            "sha256('body')",
            ":sealed",
            "false",
            "md5(concat(:run::text, :client_id::text))",
        ],
    );
    format!("BEGIN;\n{lock};\n{accept};\nCOMMIT;\n")
}

/// What the script accepts.
#[derive(Debug, Clone)]
pub struct Acceptable {
    /// The open stage.
    pub stage: Uuid,
    /// Octets of a sealed version.
    pub sealed_length: usize,
}

/// Transactions per second that `clients` connections accept over `window`, as the role of
/// submissions.
///
/// # Errors
/// If pgbench cannot be run or a statement fails.
pub async fn accepted_per_second(
    postgres: &Postgres,
    script: &Path,
    acceptable: &Acceptable,
    clients: usize,
    window: Duration,
) -> Result<f64> {
    let url = postgres.url(
        Service::Submissions.name(),
        crate::stack::postgres::DATABASE,
    );
    let (address, password) = without_password(&url);
    // Random as a ciphertext is, for whoever would compress it.
    let sealed: Vec<u8> = (0..acceptable.sealed_length)
        .map(|_| rand::random())
        .collect();
    let sealed: String = sealed.iter().map(|octet| format!("{octet:02x}")).collect();
    let output = Command::new(tools::postgres_program(postgres.bin(), "pgbench"))
        .args(["--no-vacuum", "--protocol", "prepared", "--jobs", "2"])
        .args(["--client", &clients.to_string()])
        // Whole seconds only.
        .args(["--time", &window.as_secs().max(1).to_string()])
        .args(["--define", &format!("stage={}", acceptable.stage)])
        .args([
            "--define",
            &format!("stage_key={}", acceptable.stage.as_u64_pair().0 >> 1),
        ])
        .args(["--define", &format!("run={}", Uuid::new_v4())])
        .args(["--define", &format!("sealed=\\x{sealed}")])
        .arg("--file")
        .arg(script)
        .arg(address)
        .env("PGPASSWORD", password)
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output()
        .await
        .map_err(BenchError::file("running pgbench"))?;
    let told = String::from_utf8_lossy(&output.stdout);
    rate(&told)
        .filter(|_| output.status.success())
        .ok_or_else(|| {
            let errors = String::from_utf8_lossy(&output.stderr);
            BenchError::Pgbench(format!("{told}{errors}"))
        })
}

/// The rate without the time that connecting took.
fn rate(told: &str) -> Option<f64> {
    let (_, rest) = told.split_once("tps = ")?;
    rest.split_whitespace().next()?.parse().ok()
}

/// The first statement of a source file.
fn statement(source: &str) -> &str {
    let start = source.split_once("r#\"").map_or("", |(_, rest)| rest);
    start
        .split_once("\"#")
        .map_or("", |(statement, _)| statement)
}

/// Each array parameter of a statement as an array of one.
fn with_parameters(statement: &str, values: &[&str]) -> String {
    let numbered = values.iter().enumerate();
    numbered.fold(statement.to_owned(), |statement, (number, value)| {
        statement.replace(&format!("${}", number + 1), &format!("ARRAY[{value}]"))
    })
}

/// The address without the password, which the list of processes would show.
fn without_password(url: &str) -> (String, String) {
    let parts = url
        .split_once("://")
        .and_then(|(scheme, rest)| Some((scheme, rest.split_once('@')?)));
    let Some((scheme, (user, host))) = parts else {
        return (url.to_owned(), String::new());
    };
    let (user, password) = user.split_once(':').unwrap_or((user, ""));
    (format!("{scheme}://{user}@{host}"), password.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn script_runs_the_statements_of_the_service() {
        let script = accept_script();
        for part in [
            "pg_advisory_xact_lock_shared",
            "INSERT INTO entry_version",
            "linia_now()",
            "ARRAY[:sealed]::bytea[]",
        ] {
            assert!(script.contains(part), "{part} is missing");
        }
        assert!(!script.contains('$'), "a parameter has no value");
    }

    #[test]
    fn password_is_taken_out_of_the_address() {
        let (address, password) = without_password("postgres://a:b@127.0.0.1:1/linia");
        assert_eq!(address, "postgres://a@127.0.0.1:1/linia");
        assert_eq!(password, "b");
    }

    #[test]
    fn rate_is_read_from_what_pgbench_tells() {
        let told = "latency average = 1 ms\ntps = 349.25 (without initial connection time)\n";
        assert_eq!(rate(told), Some(349.25));
        assert_eq!(rate("nothing"), None);
    }
}
