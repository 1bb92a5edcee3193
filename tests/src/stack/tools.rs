//! Finds the servers that the preparation installs, and checks their versions.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::error::{Result, StackError};
use super::layout::Layout;

/// The variable that names a nats-server to be taken instead of any other.
pub const NATS_SERVER_VARIABLE: &str = "LINIA_TEST_NATS_SERVER";

const POSTGRES_WANTED: &str = "15";
const NATS_WANTED: &str = "2.12";
const DEBIAN_POSTGRES: &str = "/usr/lib/postgresql";

/// The directory with `postgres`, `initdb` and `pgbench`: on the PATH, or the newest of Debian's.
///
/// # Errors
/// [`StackError::ToolMissing`], [`StackError::ToolTooOld`].
pub fn postgres_bin() -> Result<PathBuf> {
    let bin = on_path("initdb")
        .and_then(|initdb| initdb.parent().map(Path::to_owned))
        .filter(|bin| bin.join("postgres").exists())
        .or_else(newest_debian_postgres)
        .ok_or(StackError::ToolMissing { tool: "postgres" })?;
    require("postgres", &bin.join("postgres"), POSTGRES_WANTED)?;
    Ok(bin)
}

/// A client program of Postgres, such as `pg_dump`: beside the server, be it through a link, or
/// wherever the system finds it.
#[must_use]
pub fn postgres_program(bin: &Path, name: &str) -> PathBuf {
    let server = bin.join("postgres");
    let beside = [bin.to_owned()].into_iter().chain(
        server
            .canonicalize()
            .ok()
            .and_then(|path| Some(path.parent()?.to_owned())),
    );
    let found = beside
        .map(|directory| directory.join(name))
        .find(|path| path.exists());
    found.unwrap_or_else(|| name.into())
}

/// The nats-server: the one that [`NATS_SERVER_VARIABLE`] names, a new enough one on the PATH, or
/// the one that the preparation fetched.
///
/// # Errors
/// [`StackError::ToolMissing`], [`StackError::ToolTooOld`].
pub fn nats_server(layout: &Layout) -> Result<PathBuf> {
    if let Some(path) = std::env::var_os(NATS_SERVER_VARIABLE) {
        return Ok(path.into());
    }
    let fetched = layout.tools().join("nats/bin/nats-server");
    let (found, other) = (on_path("nats-server"), fetched.exists().then_some(fetched));
    if let Some(path) = &found
        && (other.is_none() || require("nats-server", path, NATS_WANTED).is_ok())
    {
        require("nats-server", path, NATS_WANTED)?;
        return Ok(path.clone());
    }
    let path = other.ok_or(StackError::ToolMissing {
        tool: "nats-server",
    })?;
    require("nats-server", &path, NATS_WANTED)?;
    Ok(path)
}

/// The first version-like word that a program prints for `--version`.
#[must_use]
pub fn version(program: &Path) -> Option<String> {
    let output = Command::new(program).arg("--version").output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let start = text.find(|character: char| character.is_ascii_digit())?;
    let rest = &text[start..];
    let end = rest
        .find(|character: char| !character.is_ascii_digit() && character != '.')
        .unwrap_or(rest.len());
    Some(rest[..end].trim_end_matches('.').to_owned())
}

fn require(tool: &'static str, path: &Path, wanted: &'static str) -> Result<()> {
    let found = version(path).ok_or(StackError::ToolMissing { tool })?;
    if numbers(&found) >= numbers(wanted) {
        return Ok(());
    }
    Err(StackError::ToolTooOld {
        tool,
        path: path.to_owned(),
        found,
        wanted,
    })
}

fn newest_debian_postgres() -> Option<PathBuf> {
    fs::read_dir(DEBIAN_POSTGRES)
        .ok()?
        .flatten()
        .filter(|entry| entry.path().join("bin/postgres").exists())
        .max_by_key(|entry| numbers(&entry.file_name().to_string_lossy()))
        .map(|entry| entry.path().join("bin"))
}

fn on_path(program: &str) -> Option<PathBuf> {
    std::env::split_paths(&std::env::var_os("PATH")?)
        .map(|directory| directory.join(program))
        .find(|path| path.is_file())
}

fn numbers(version: &str) -> Vec<u32> {
    version
        .split('.')
        .map_while(|part| part.parse().ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::numbers;

    #[test]
    fn versions_compare_as_numbers() {
        assert!(numbers("2.9.10") < numbers("2.12"));
        assert!(numbers("15.18") >= numbers("15"));
    }
}
