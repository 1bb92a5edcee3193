//! `linia-stack dev-database`: a cluster in the background for SQL that is checked while it is
//! being written.

use std::path::PathBuf;
use std::process::ExitCode;

use linia_tests::stack::ports::require_free;
use linia_tests::stack::postgres::DATABASE;
use linia_tests::stack::{Auth, Layout, Postgres, PostgresOptions, RunDir, Service, StackError};
use serde_json::{Value, json};

use crate::keeper::{StateFile, end, interrupted, start_in_background, state_of};

/// Starts it unless it runs, and prints the variables that reach it.
pub(crate) async fn start(port: u16) -> Result<ExitCode, StackError> {
    let layout = Layout::discover()?;
    let state = match state_of(&state_file(&layout)) {
        Some((_, state)) => state,
        None => {
            require_free(port)?;
            let args = ["dev-database", "--keep", "--port", &port.to_string()].map(str::to_owned);
            start_in_background(&args, &state_file(&layout), &layout.linia().join("dev.log"))
                .await?
        }
    };
    print_exports(&state);
    Ok(ExitCode::SUCCESS)
}

/// Ends it; its data are gone.
pub(crate) async fn stop() -> Result<ExitCode, StackError> {
    let layout = Layout::discover()?;
    let ended = end(&state_file(&layout)).await?;
    println!(
        "# {}",
        if ended {
            "the development database has ended"
        } else {
            "no development database is running"
        }
    );
    Ok(ExitCode::SUCCESS)
}

/// The process in the background: starts it and keeps it until it is told to end.
pub(crate) async fn keep(port: u16) -> Result<ExitCode, StackError> {
    let layout = Layout::discover()?;
    let run = RunDir::named(&layout, "dev")?;
    let options = PostgresOptions {
        name: "dev".to_owned(),
        port: Some(port),
        auth: Auth::Trust,
        fsync: false,
        development: true,
        settings: Vec::new(),
        tls: None,
        log: run.log("postgres"),
    };
    tokio::select! {
        started = Postgres::start(&layout, options) => {
            let mut postgres = started?;
            let file = StateFile::write(state_file(&layout), &describe(&postgres))?;
            interrupted().await?;
            postgres.stop().await;
            drop(file);
        }
        stopped = interrupted() => stopped?,
    }
    Ok(ExitCode::SUCCESS)
}

fn state_file(layout: &Layout) -> PathBuf {
    layout.linia().join("dev.json")
}

fn describe(postgres: &Postgres) -> Value {
    let services = Service::ALL
        .into_iter()
        .map(Service::name)
        .chain(["chassis"]);
    let mut variables: serde_json::Map<String, Value> = services
        .map(|service| {
            let url = postgres.url(&format!("{service}_owner"), DATABASE);
            (
                format!("{}_DATABASE_URL", service.to_uppercase()),
                url.into(),
            )
        })
        .collect();
    variables.insert(
        "DATABASE_ADMIN_URL".to_owned(),
        postgres.superuser_url(DATABASE).into(),
    );
    json!({ "pid": std::process::id(), "variables": variables })
}

fn print_exports(state: &Value) {
    for (name, value) in state["variables"].as_object().into_iter().flatten() {
        println!("export {name}={}", value.as_str().unwrap_or_default());
    }
}
