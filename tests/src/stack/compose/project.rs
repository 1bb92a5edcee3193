//! The command `docker compose`, for one project.

use std::process::Output;

use tokio::process::Command;

use super::super::error::{Result, StackError};

/// With which Compose clears the line before each line of a log, whatever it is told (2.26).
const CLEAR_LINE: &str = "\u{1b}[2K";

/// A project, by its name alone: what runs knows the rest.
#[derive(Debug)]
pub(super) struct Project {
    name: String,
}

impl Project {
    pub(super) fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
        }
    }

    /// Runs a command and returns what it printed.
    pub(super) async fn run(&self, arguments: &[&str]) -> Result<String> {
        Ok(text(&self.output(arguments).await?.stdout))
    }

    /// What a container has written so far, wherever it wrote it.
    pub(super) async fn log(&self, container: &str) -> Result<String> {
        let arguments = ["logs", "--no-color", "--no-log-prefix", container];
        let output = self.output(&arguments).await?;
        let lines = [output.stdout, output.stderr].map(|it| text(&it));
        Ok(lines.concat().replace(CLEAR_LINE, ""))
    }

    /// Where a port of a container is published on this machine.
    pub(super) async fn address(&self, container: &str, port: u16) -> Result<String> {
        let address = self.run(&["port", container, &port.to_string()]).await?;
        Ok(address.trim().to_owned())
    }

    async fn output(&self, arguments: &[&str]) -> Result<Output> {
        let mut docker = Command::new("docker");
        docker.args(["compose", "--project-name", &self.name]);
        let output = docker.args(arguments).kill_on_drop(true).output().await;
        let output = output.map_err(|source| StackError::Spawn {
            name: "docker".to_owned(),
            source,
        })?;
        if output.status.success() {
            return Ok(output);
        }
        Err(StackError::Compose {
            command: arguments.join(" "),
            said: text(&output.stderr).trim().to_owned(),
        })
    }
}

fn text(octets: &[u8]) -> String {
    String::from_utf8_lossy(octets).into_owned()
}
