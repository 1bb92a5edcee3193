//! A stranger's check of a published record, in another language: runs `tests/recompute`.

use std::{
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use crate::stack::layout::Layout;

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/recompute/recompute.py");

/// What the stranger found.
#[derive(Debug)]
pub enum Verdict {
    /// Everything holds; what was recomputed.
    Holds(String),
    /// What does not hold.
    Wrong(String),
}

/// A public key as a JWK (RFC 8037).
#[must_use]
pub fn jwk(key_id: &str, public_key: &[u8]) -> Value {
    let x = BASE64_URL_SAFE_NO_PAD.encode(public_key);
    json!({"kty": "OKP", "crv": "Ed25519", "kid": key_id, "x": x})
}

/// Has a record checked; the script tells what is in one.
///
/// # Errors
/// If the script cannot be run, or ends otherwise than with a verdict.
pub fn check(record: &Value) -> Result<Verdict, String> {
    let tools = Layout::discover()
        .map_err(|error| error.to_string())?
        .tools();
    let python = tools.join("recompute/bin/python");
    if !python.exists() {
        let path = python.display();
        return Err(format!(
            "{path} is missing: run deploy/local/prepare-test.sh"
        ));
    }
    run(&python, record).map_err(|error| error.to_string())?
}

fn run(python: &Path, record: &Value) -> std::io::Result<Result<Verdict, String>> {
    let mut script = Command::new(python)
        .args([SCRIPT, "/dev/stdin"])
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
