//! Typed settings: defaults, then files, then the environment.
//!
//! A setting `grpc.listen` of the service `identity` is the variable
//! `LINIA_IDENTITY__GRPC__LISTEN`. A secret is given as text or, better, as
//! `{ file = "/run/secrets/…" }` (`…__MASTER_KEY__FILE`). A key that does not
//! exist is an error, not ignored; everything that is wrong is named at once.
//! All settings stand in `deploy/SETTINGS.md`, which is made from the types.

mod common;
mod given;
mod schema;
mod secret;

use std::path::PathBuf;

use config::{Config, Environment, File};
use schemars::JsonSchema;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

pub use common::{
    CommonSettings, CredentialSettings, DatabaseSettings, GrpcSettings, LogFormat, NatsSettings,
    PeerSettings, TelemetrySettings,
};
pub use schema::schema;
pub use secret::Secret;

use given::Given;

/// The settings of a service: `#[serde(default, deny_unknown_fields)]`, with
/// defaults for a developer's machine, and a comment on each.
pub trait Settings: Default + DeserializeOwned + Serialize + JsonSchema + Send + 'static {
    /// The part that every service has.
    fn common(&self) -> CommonSettings<'_>;

    /// Everything that is wrong with the service's own part, each in a
    /// sentence that begins with the setting's name.
    fn problems(&self) -> Vec<String>;
}

/// Why there are no settings.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file is none, or not there.
    #[error("configuration: {0}")]
    Unreadable(#[from] config::ConfigError),
    /// They can be read, and are wrong.
    #[error("configuration: {}", .0.join("; "))]
    Wrong(Vec<String>),
}

/// Reads the settings of `service`.
///
/// # Errors
/// [`ConfigError`] with everything that is wrong.
pub fn load<S: Settings>(service: &str, files: &[PathBuf]) -> Result<S, ConfigError> {
    let mut sources = Config::builder();
    for path in files {
        sources = sources.add_source(File::from(path.as_path()));
    }
    let prefix = format!("LINIA_{}", service.to_uppercase());
    let environment = Environment::with_prefix(&prefix)
        .prefix_separator("__")
        .separator("__");
    let tree: Value = sources.add_source(environment).build()?.try_deserialize()?;

    let given = Given::check(&schema::<S>(), tree);
    let mut problems = given.problems;
    problems.extend(misspelt_variables(&prefix));
    // What was refused is left out, so that the rest can be judged.
    match serde_json::from_value::<S>(given.tree) {
        Ok(settings) => {
            let judged = settings.common().problems().into_iter();
            let judged = judged.chain(settings.problems());
            let is_new = |problem: &String| !given.refused.iter().any(|key| problem.contains(key));
            problems.extend(judged.filter(is_new));
            if problems.is_empty() {
                return Ok(settings);
            }
        }
        Err(error) => problems.push(error.to_string()),
    }
    Err(ConfigError::Wrong(problems))
}

/// Variables that begin as a setting does, and are none: one underscore where
/// there must be two. Their values may be secrets.
fn misspelt_variables(prefix: &str) -> Vec<String> {
    let names = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    let mut problems: Vec<_> = names
        .filter(|name| {
            let rest = name.strip_prefix(prefix);
            rest.is_some_and(|rest| rest.starts_with('_') && !rest.starts_with("__"))
        })
        .map(|name| format!("{name} is no setting: settings begin with {prefix}__"))
        .collect();
    problems.sort();
    problems
}
