//! Typed settings: defaults, then a file, then the environment.
//!
//! A setting `grpc.listen` of the service `identity` is the variable
//! `LINIA_IDENTITY__GRPC__LISTEN`. A secret is given as text or, better, as
//! `{ file = "/run/secrets/…" }` (`…__MASTER_KEY__FILE`). A key that does not
//! exist is an error, not ignored.

mod common;
mod secret;

use std::path::Path;

use config::{Config, Environment, File};
use serde::de::DeserializeOwned;

pub use common::{
    CommonSettings, CredentialSettings, DatabaseSettings, GrpcSettings, LogFormat, NatsSettings,
    PeerSettings, TelemetrySettings,
};
pub use secret::Secret;

/// The settings of a service: `#[serde(default, deny_unknown_fields)]`, with
/// defaults for a developer's machine.
pub trait Settings: Default + DeserializeOwned + Send + 'static {
    /// The part that every service has.
    fn common(&self) -> CommonSettings<'_>;

    /// Everything that is wrong with the service's own part, each in a
    /// sentence.
    fn problems(&self) -> Vec<String>;
}

/// Why there are no settings.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file or a variable cannot be read as settings.
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
pub fn load<S: Settings>(service: &str, file: Option<&Path>) -> Result<S, ConfigError> {
    let mut sources = Config::builder();
    if let Some(path) = file {
        sources = sources.add_source(File::from(path));
    }
    let prefix = format!("LINIA_{}", service.to_uppercase());
    let environment = Environment::with_prefix(&prefix)
        .prefix_separator("__")
        .separator("__");
    let settings: S = sources.add_source(environment).build()?.try_deserialize()?;

    let mut problems = settings.common().problems();
    problems.extend(settings.problems());
    if problems.is_empty() {
        Ok(settings)
    } else {
        Err(ConfigError::Wrong(problems))
    }
}
