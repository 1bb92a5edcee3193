//! Tells the main job on a running system, and checks it.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command talks to the terminal"
)]

mod events;
mod feed;
mod print;

use std::{path::PathBuf, process::ExitCode};

use clap::Parser;
use linia_tests::{
    stack::Options,
    story::{Narrator, Result, World, checks, contest},
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
            eprintln!("The services' logs are in target/linia/demo/logs");
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
    narrator.chapter("Starting a private stack");
    let world = World::start(Options::durable("demo"), narrator).await?;
    let watching = events::watch(&world).await?;

    let outcome = contest::tell(&world).await?;
    world.narrator.chapter("The demo checks itself");
    checks::check(&world, &outcome).await?;
    if !items.is_empty() {
        feed::tell(&world, &outcome.cast.operator, &items, arguments.feed_shift).await?;
    }
    print::how_to_look_further(&world);
    drop(watching);
    world.end().await;
    Ok(())
}
