//! The local stack on the command line.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command talks to the terminal"
)]

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use linia_tests::stack::StackError;

mod dev_database;
mod down;
mod exec;
mod keeper;
mod up;

/// Starts, keeps and ends the local Linia stack.
#[derive(Parser)]
#[command(name = "linia-stack")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Starts a Postgres cluster for the tests of services, runs a command with it, ends it
    Exec {
        /// The command and its arguments
        #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true)]
        command: Vec<OsString>,
    },
    /// Starts the whole system and keeps it until Ctrl-C, SIGTERM or `linia-stack down`
    Up {
        /// Return as soon as it is ready, and keep it in the background
        #[arg(long)]
        background: bool,
    },
    /// Ends the system that `up` keeps
    Down,
    /// Keeps a Postgres cluster in the background for checked SQL; prints how to reach it
    DevDatabase {
        /// Its port on 127.0.0.1
        #[arg(long, default_value_t = 25432)]
        port: u16,
        /// End it and remove its data
        #[arg(long)]
        stop: bool,
        /// Stay in the foreground
        #[arg(long, hide = true)]
        keep: bool,
    },
}

#[tokio::main]
async fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Exec { command } => exec::exec(command).await,
        Command::Up { background: false } => up::up().await,
        Command::Up { background: true } => up::up_in_background().await,
        Command::Down => down::down().await,
        Command::DevDatabase { stop: true, .. } => dev_database::stop().await,
        Command::DevDatabase {
            port, keep: true, ..
        } => dev_database::keep(port).await,
        Command::DevDatabase { port, .. } => dev_database::start(port).await,
    };
    result.unwrap_or_else(|error: StackError| {
        eprintln!("linia-stack: {}", error.report());
        ExitCode::FAILURE
    })
}
