//! Replaces one replica after the other under load, and prints what the oracle found.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command talks to the terminal"
)]

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;
use linia_tests::faults::Table;
use linia_tests::rolling::{Plan, play};
use linia_tests::stack::Options;
use linia_tests::story::Narrator;
use linia_tests::story::narrator::Line;

/// Does an update under load fail a call, or lose or reorder an event? Starts two replicas of each
/// service from the old build and replaces one after the other by the new one. `make rolling` builds
/// both.
#[derive(Parser)]
struct Arguments {
    /// Directory of the old programs; those beside this one by default
    #[arg(long)]
    old: Option<PathBuf>,
    /// Calls of each kind between two steps
    #[arg(long, default_value_t = 50)]
    calls: usize,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let start = Instant::now();
    let plan = Plan {
        old: arguments.old,
        new: None,
        calls: arguments.calls,
    };
    let played = tokio::select! {
        played = play(Options::durable("rolling"), plan, Narrator::new(tell)) => played,
        _ = tokio::signal::ctrl_c() => {
            eprintln!("interrupted; everything is being ended");
            return ExitCode::from(130);
        }
    };
    match played {
        Ok(table) => judge(&table, start),
        Err(error) => {
            eprintln!("\nThe update could not be carried out: {}", error.report());
            eprintln!("The logs are in target/linia/rolling/logs");
            ExitCode::FAILURE
        }
    }
}

fn judge(table: &Table, start: Instant) -> ExitCode {
    println!("\n{table}");
    println!(
        "Unknown: calls that were made once more because the service was UNAVAILABLE. All in {:.0} s.",
        start.elapsed().as_secs_f64()
    );
    for finding in table.findings() {
        eprintln!("FOUND {finding}");
    }
    if table.is_clean() {
        ExitCode::SUCCESS
    } else {
        eprintln!("The logs are in target/linia/rolling/logs");
        ExitCode::FAILURE
    }
}

/// The table alone goes to the standard output.
fn tell(line: Line<'_>) {
    match line {
        Line::Chapter(text) | Line::Said(text) => eprintln!("  {text}"),
        Line::Event(_) => {}
    }
}
