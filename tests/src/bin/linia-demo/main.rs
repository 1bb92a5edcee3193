//! Tells the main job on a running system, and checks it.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command talks to the terminal"
)]

mod events;
mod feed;
mod print;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Parser;
use linia_tests::{
    stack::{Compose, Options, Place as _},
    story::{Clients, Narrator, Result, StoryError, World, checks, contest, feed::FeedItem},
};

/// Watches a public contest go from a city's need to the award, through five services.
#[derive(Parser)]
struct Arguments {
    /// Also import every challenge of this Challenge.gov feed
    #[arg(long)]
    feed: Option<PathBuf>,
    /// Days by which the dates of the feed are moved before publication
    #[arg(long, default_value_t = 2920)]
    feed_shift: i64,
    /// Watch it in a Compose project that has just been started, in place of a private stack
    #[arg(long, value_name = "PROJECT", requires = "secrets")]
    compose: Option<String>,
    /// Directory of the secrets that the project was started with
    #[arg(long, value_name = "DIRECTORY", requires = "compose")]
    secrets: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let told = tokio::select! {
        told = tell(&arguments) => told,
        _ = tokio::signal::ctrl_c() => {
            eprintln!("interrupted; everything is being ended");
            return ExitCode::from(130);
        }
    };
    match told {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nThe demo failed: {error}");
            match &arguments.compose {
                None => eprintln!("The services' logs are in target/linia/demo/logs"),
                Some(project) => {
                    eprintln!("docker compose --project-name {project} logs tells more")
                }
            }
            ExitCode::FAILURE
        }
    }
}

async fn tell(arguments: &Arguments) -> Result<()> {
    // Read first: a wrong path is told before anything starts.
    let items = match &arguments.feed {
        Some(path) => linia_tests::story::feed::read(path)?,
        None => Vec::new(),
    };
    let narrator = Narrator::new(print::line);
    match (&arguments.compose, &arguments.secrets) {
        (Some(project), Some(secrets)) => {
            narrator.chapter("Finding the Compose project");
            let world = find(project, secrets, narrator).await?;
            tell_in(&world, &items, arguments.feed_shift).await?;
            print::how_to_look_into_project(project);
        }
        _ => {
            narrator.chapter("Starting a private stack");
            let world = World::start(Options::durable("demo"), narrator).await?;
            tell_in(&world, &items, arguments.feed_shift).await?;
            print::how_to_look_into_stack(&world.system.logs());
            world.end().await;
        }
    }
    Ok(())
}

/// The project as a world, if nothing has happened in it.
async fn find(project: &str, secrets: &Path, narrator: Narrator) -> Result<World<Compose>> {
    let system = Compose::find(project, secrets).await?;
    if !system.mails().await?.is_empty() {
        let used = format!("people use {project} already, and would be met again in the contest");
        return Err(StoryError::Input(used));
    }
    narrator.say(
        "mails are read as Mailpit shows them, traces as Jaeger does, logs as Compose does; not \
         checked here: what Prometheus and Grafana make of the metrics",
    );
    let clients = Clients::over(|service| system.channel(service));
    World::around(system, clients, narrator).await
}

async fn tell_in(world: &World, items: &[FeedItem], shift_days: i64) -> Result<()> {
    let watching = events::watch(world).await?;
    let outcome = contest::tell(world).await?;
    world.narrator.chapter("The demo checks itself");
    checks::check(world, &outcome).await?;
    if !items.is_empty() {
        feed::tell(world, &outcome.cast.operator, items, shift_days).await?;
    }
    drop(watching);
    Ok(())
}
