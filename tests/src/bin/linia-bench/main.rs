//! Measures the system beside the least that the same work takes, and prints the table.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command talks to the terminal"
)]

use std::{net::SocketAddr, process::ExitCode, time::Instant};

use clap::{Parser, Subcommand};
use linia_tests::{
    bench::{BenchError, Ground, Part, Plan, Report, Result, bare, machine, measures::Measured},
    stack::Layout,
    story::{Narrator, narrator::Line},
};

/// How fast is it? Starts a private stack, measures, prints a table and ends everything.
#[derive(Parser)]
struct Arguments {
    /// Only prove that everything can be measured; the numbers mean nothing
    #[arg(long)]
    smoke: bool,
    /// Measure these parts only
    #[arg(long, value_enum, value_delimiter = ',')]
    only: Vec<Part>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Serves as what reads are compared with
    #[command(hide = true)]
    ServeBare { listen: SocketAddr },
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if let Some(Command::ServeBare { listen }) = arguments.command {
        return serve_bare(listen).await;
    }
    let measured = tokio::select! {
        measured = measure(&arguments) => measured,
        _ = tokio::signal::ctrl_c() => {
            eprintln!("interrupted; everything is being ended");
            return ExitCode::from(130);
        }
    };
    match measured {
        Ok(report) => {
            println!("{report}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("\nThe benchmark failed: {}", with_causes(&error));
            eprintln!("The services' logs are in target/linia/bench/logs");
            ExitCode::FAILURE
        }
    }
}

async fn measure(arguments: &Arguments) -> Result<Report> {
    let plan = if arguments.smoke {
        Plan::smoke()
    } else {
        Plan::full()
    };
    let (start, before) = (Instant::now(), machine::load_average());
    let mut ground = Ground::prepare(&plan, Narrator::new(tell)).await?;
    let mut measured = Measured::default();
    for part in Part::ALL {
        if arguments.only.is_empty() || arguments.only.contains(&part) {
            eprintln!("  measuring: {part:?} ({} s)", start.elapsed().as_secs());
            part.measure(&mut ground, &plan, &mut measured).await?;
        }
    }
    let machine = machine::Machine::look(&ground.world.system);
    ground.world.end().await;
    Ok(Report {
        machine,
        plan,
        profile: profile()?,
        load: (before, machine::load_average()),
        seconds: start.elapsed().as_secs(),
        measured,
    })
}

/// An error and what caused it, on one line.
fn with_causes(error: &BenchError) -> String {
    let causes = std::iter::successors(std::error::Error::source(error), |error| error.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}

/// Cargo names the directory of the programs after the profile.
fn profile() -> Result<String> {
    let programs = Layout::discover()?.programs;
    let name = programs.file_name().unwrap_or_default();
    Ok(name.to_string_lossy().into_owned())
}

/// The table alone goes to the standard output.
fn tell(line: Line<'_>) {
    match line {
        Line::Chapter(text) | Line::Said(text) => eprintln!("  {text}"),
        Line::Event(_) => {}
    }
}

async fn serve_bare(listen: SocketAddr) -> ExitCode {
    let url = std::env::var(bare::DATABASE_VARIABLE).unwrap_or_default();
    match bare::serve(listen, &url).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
