//! `linia-stack up`: the whole system, kept until it is told to end.

use std::process::ExitCode;

use linia_tests::stack::{Layout, NatsUser, Options, Service, StackError, System};
use serde_json::{Value, json};

use crate::keeper::{StateFile, interrupted, start_in_background, state_of};

/// Starts the system and keeps it.
pub(crate) async fn up() -> Result<ExitCode, StackError> {
    let layout = Layout::discover()?;
    refuse_second(&layout)?;
    let progress = |step: &str| println!("==> {step}");
    tokio::select! {
        started = System::start(Options::durable("up"), &progress) => keep(started?, &layout).await?,
        // Dropping the start ends whatever of it runs already.
        stopped = interrupted() => stopped?,
    }
    println!("==> everything has ended");
    Ok(ExitCode::SUCCESS)
}

/// Starts the system and leaves it to a process in the background.
pub(crate) async fn up_in_background() -> Result<ExitCode, StackError> {
    let layout = Layout::discover()?;
    refuse_second(&layout)?;
    println!("==> starting the stack");
    let log = layout.linia().join("up.log");
    let state = start_in_background(&["up".to_owned()], &layout.stack_file(), &log).await?;
    print_summary(&layout, &state);
    println!("==> `linia-stack down` (or `make down`) ends it");
    Ok(ExitCode::SUCCESS)
}

fn refuse_second(layout: &Layout) -> Result<(), StackError> {
    match state_of(&layout.stack_file()) {
        Some((pid, _)) => Err(StackError::AlreadyRunning { pid }),
        None => Ok(()),
    }
}

async fn keep(system: System, layout: &Layout) -> Result<(), StackError> {
    let state = describe(&system);
    let file = StateFile::write(layout.stack_file(), &state)?;
    print_summary(layout, &state);
    println!("==> Ctrl-C ends it");
    interrupted().await?;
    println!("==> stopping");
    system.stop().await;
    drop(file);
    Ok(())
}

fn print_summary(layout: &Layout, state: &Value) {
    for service in Service::ALL {
        println!(
            "    {:<14} {}",
            service.name(),
            state["services"][service.name()]
                .as_str()
                .unwrap_or_default()
        );
    }
    println!(
        "    addresses and passwords: {}",
        layout.stack_file().display()
    );
    println!("    logs: {}", state["logs"].as_str().unwrap_or_default());
}

fn describe(system: &System) -> Value {
    let services: serde_json::Map<_, _> = Service::ALL
        .into_iter()
        .map(|service| (service.name().to_owned(), system.endpoint(service).into()))
        .collect();
    let user =
        |user: NatsUser| json!({ "user": user.name(), "password": system.nats.password(&user) });
    json!({
        "pid": std::process::id(),
        "services": services,
        "postgres": { "superuser_url": system.postgres.superuser_url(system.database()) },
        "nats": {
            "url": system.nats.url(),
            "monitor": system.nats.monitor_url(),
            "admin": user(NatsUser::admin()),
            "public_admin": user(NatsUser::public_admin()),
            "public_reader": user(NatsUser::public_reader()),
            "sys": user(NatsUser::sys()),
        },
        "smtp": system.smtp.address().to_string(),
        "otlp": system.otlp.endpoint(),
        "logs": system.logs(),
    })
}
