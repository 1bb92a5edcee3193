//! The command line of every service.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(version = crate::VERSION, about = "A service of Linia", arg_required_else_help = true)]
pub(super) struct Cli<C: Subcommand> {
    /// TOML files with settings, separated by commas: later ones win, and
    /// variables of the environment over all.
    #[arg(long, global = true, env = "LINIA_CONFIG", value_delimiter = ',')]
    pub(super) config: Vec<PathBuf>,
    #[command(subcommand)]
    pub(super) command: Command<C>,
}

/// The commands of every service, and its own.
#[derive(Debug, Subcommand)]
pub enum Command<C: Subcommand> {
    /// Serve until SIGTERM.
    Serve,
    /// Bring the schema up to date, as its owner.
    Migrate,
    /// Read the settings and name everything that is wrong.
    CheckConfig {
        /// Also refuse what belongs on a developer's machine only.
        #[arg(long)]
        production: bool,
    },
    /// Ask the serving process on this machine whether it is ready.
    Health,
    /// Print every setting, its default and its meaning as JSON Schema.
    Settings,
    /// Make the service's streams, or verify those that are there.
    Streams,
    /// Fill the streams again from the journal, under a new epoch.
    Repend,
    /// Empty the projections; the serving process reads all events again.
    Rebuild,
    /// One of the service's own.
    #[command(flatten)]
    Own(C),
}

/// No commands beside those of every service.
#[derive(Debug, Subcommand)]
pub enum NoCommand {}
