//! Plays the herd at a deadline, and prints the table.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command talks to the terminal"
)]

use std::process::ExitCode;

use clap::Parser;
use linia_tests::{
    bench::{BenchError, ground},
    herd::{Bound, Plan, Report, Split, play},
    stack::Options,
    story::{Narrator, narrator::Line},
};

/// What happens when far too many hand in at the last moment? Starts a private stack, lets them
/// come, compares what was answered with what is stored, prints a table and ends everything.
#[derive(Parser)]
struct Arguments {
    /// Only the rules; the figures mean nothing
    #[arg(long)]
    short: bool,
    /// Only the herd whose capacity this bounds
    #[arg(long, conflicts_with = "short")]
    only: Option<Bound>,
}

#[tokio::main]
async fn main() -> ExitCode {
    let Arguments { short, only } = Arguments::parse();
    let mut plans = if short {
        vec![Plan::short()]
    } else {
        vec![Plan::full(), Plan::of_cores()]
    };
    plans.retain(|plan| only.is_none_or(|only| only == plan.bound));
    // Once: the first herd leaves this process on the callers' cores.
    let split = Split::of_machine();
    let mut clean = true;
    for plan in plans {
        let options = Options {
            name: "herd".to_owned(),
            ..ground::options()
        };
        let played = tokio::select! {
            played = play(options, plan, split, Narrator::new(tell)) => played,
            _ = tokio::signal::ctrl_c() => {
                eprintln!("interrupted; everything is being ended");
                return ExitCode::from(130);
            }
        };
        match played {
            Ok(report) => clean &= judge(&report),
            Err(error) => {
                eprintln!("\nThe herd could not be played: {}", with_causes(&error));
                eprintln!("The services' logs are in target/linia/herd/logs");
                return ExitCode::FAILURE;
            }
        }
    }
    if clean {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// A rule that was broken is a failure; a figure that falls short is told.
fn judge(report: &Report) -> bool {
    println!("{report}");
    let clean = report.verdict.is_clean();
    if !clean {
        eprintln!("A rule was broken: see the table");
    }
    clean
}

/// An error and what caused it, on one line.
fn with_causes(error: &BenchError) -> String {
    let causes = std::iter::successors(std::error::Error::source(error), |error| error.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}

/// The table alone goes to the standard output.
fn tell(line: Line<'_>) {
    match line {
        Line::Chapter(text) | Line::Said(text) => eprintln!("  {text}"),
        Line::Event(_) => {}
    }
}
