//! Checks that are written in another language, each in an environment of its own.

use std::{
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
};

use serde_json::Value;

use crate::stack::layout::Layout;

/// What a check found.
#[derive(Debug)]
pub enum Verdict {
    /// Everything holds; what was checked.
    Holds(String),
    /// What does not hold.
    Wrong(String),
}

/// Runs a script on a record. `environment` is the name of what
/// `prepare-test.sh` fetched for it.
///
/// # Errors
/// If the script cannot be run, or ends otherwise than with a verdict.
pub fn check(environment: &str, script: &str, record: &Value) -> Result<Verdict, String> {
    let tools = Layout::discover()
        .map_err(|error| error.to_string())?
        .tools();
    let python = tools.join(environment).join("bin/python");
    if !python.exists() {
        let path = python.display();
        return Err(format!(
            "{path} is missing: run deploy/local/prepare-test.sh"
        ));
    }
    run(&python, script, record).map_err(|error| error.to_string())?
}

fn run(python: &Path, script: &str, record: &Value) -> std::io::Result<Result<Verdict, String>> {
    let mut script = Command::new(python)
        .args([script, "/dev/stdin"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    if let Some(mut stdin) = script.stdin.take() {
        stdin.write_all(record.to_string().as_bytes())?;
    }
    let output = script.wait_with_output()?;
    let (told, complaint) = (text(&output.stdout), text(&output.stderr));
    Ok(match complaint.strip_prefix("wrong: ") {
        Some(wrong) => Ok(Verdict::Wrong(wrong.trim().to_owned())),
        None if output.status.success() => Ok(Verdict::Holds(told)),
        None => Err(complaint),
    })
}

fn text(octets: &[u8]) -> String {
    String::from_utf8_lossy(octets).into_owned()
}
