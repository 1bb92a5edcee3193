//! Lets every part of the system die under load, and prints what the oracle found.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command talks to the terminal"
)]

mod machine;
mod plan;

use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;
use linia_tests::faults::Table;

/// Lets every part of the system die under load, and counts what was lost, what nobody did, what
/// was done twice and what came in another order. Needs services built with failpoints:
/// `make faults` does that.
#[derive(Parser)]
struct Arguments {
    /// Only the parts of the plan whose names contain this
    #[arg(long)]
    only: Option<String>,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let start = Instant::now();
    let mut table = Table::default();
    let mut failures = Vec::new();
    tokio::select! {
        () = plan::carry_out(arguments.only.as_deref(), &mut table, &mut failures) => {}
        _ = tokio::signal::ctrl_c() => {
            eprintln!("interrupted; everything is being ended");
            return ExitCode::from(130);
        }
    }
    println!("\n{}\n\n{table}", machine::describe());
    println!(
        "Calls are counted by their first answer; half of the unknown are repeated until one is \
         known. What a dead notifications process had begun is done again when its lease (10 s) or \
         the broker's patience (5 s) ends: its rows wait for that together."
    );
    for row in table.rows.iter().filter(|row| !row.note.is_empty()) {
        println!("{}: {}", row.name, row.note);
    }
    println!("\nAll in {:.0} s.", start.elapsed().as_secs_f64());
    for finding in table.findings() {
        eprintln!("FOUND {finding}");
    }
    for failure in &failures {
        eprintln!("FAILED {failure}");
    }
    if failures.is_empty() && table.is_clean() {
        return ExitCode::SUCCESS;
    }
    eprintln!("The logs are in target/linia/faults*/logs");
    ExitCode::FAILURE
}
