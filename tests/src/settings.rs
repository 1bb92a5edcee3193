//! Every setting of every service, as the programs tell of themselves, and the table for operators
//! that is made from it (`deploy/SETTINGS.md`). `make settings` writes it again; a test fails while
//! it is behind.

mod setting;
mod table;

use std::{
    path::PathBuf,
    process::{Command, Output},
};

use serde_json::Value;

pub use setting::Setting;
pub use table::table;

use crate::stack::{Layout, Service, StackError};

/// Where the table is, from the repository's root.
pub const TABLE: &str = "deploy/SETTINGS.md";

/// Why the settings could not be asked for.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The program is not there.
    #[error(transparent)]
    Program(#[from] StackError),
    /// The program could not be run.
    #[error("{program} settings")]
    Run {
        /// Its path.
        program: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The program said something else.
    #[error("{program} settings: {said}")]
    Answer {
        /// Its path.
        program: PathBuf,
        /// What it said.
        said: String,
    },
}

/// Asks a service's program for the JSON Schema of its settings.
///
/// # Errors
/// [`SettingsError`].
pub fn schema(service: Service) -> Result<Value, SettingsError> {
    let program = service.program(&Layout::discover()?)?;
    let Output {
        status,
        stdout,
        stderr,
    } = match Command::new(&program).arg("settings").output() {
        Ok(output) => output,
        Err(source) => return Err(SettingsError::Run { program, source }),
    };
    let answer = serde_json::from_slice(&stdout).ok();
    answer
        .filter(|_| status.success())
        .ok_or_else(|| SettingsError::Answer {
            program,
            said: String::from_utf8_lossy(&stderr).into_owned(),
        })
}

/// The settings of a service, in the order of their names.
///
/// # Errors
/// [`SettingsError`].
pub fn of(service: Service) -> Result<Vec<Setting>, SettingsError> {
    Ok(setting::all(&schema(service)?))
}
