//! The programs that come with Postgres.

use tokio::process::Command;

use super::error::{FaultError, Result};
use crate::stack::{System, tools};

/// Runs one on the system's database, as its superuser; gives what it says.
///
/// # Errors
/// [`FaultError::Start`], [`FaultError::Refused`].
pub(super) async fn postgres(
    system: &System,
    program: &'static str,
    options: &[&str],
) -> Result<String> {
    let url = system.postgres.superuser_url(system.database());
    let bin = system.postgres.bin();
    let output = Command::new(tools::postgres_program(bin, program))
        .arg(format!("--dbname={url}"))
        .args(options)
        .output()
        .await
        .map_err(|source| FaultError::Start { program, source })?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    Err(FaultError::Refused { program, said })
}
