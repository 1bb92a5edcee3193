//! Holds release packages against the schemas of the Open Contracting Data Standard: runs
//! `tests/ocds`.

use serde_json::{Value, json};

use crate::script::{self, Verdict};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/ocds/check.py");

/// Has release packages checked; those of one contest stand in their order.
///
/// # Errors
/// If the script cannot be run, or ends otherwise than with a verdict.
pub fn check(packages: &[Value]) -> Result<Verdict, String> {
    script::check("ocds", SCRIPT, &json!({ "packages": packages }))
}
