//! Writes `deploy/SETTINGS.md` again, from what the programs tell of themselves.

#![expect(clippy::print_stdout, reason = "a command talks to the terminal")]

use std::{error::Error, fs, path::Path};

use linia_tests::settings;

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    fs::write(root.join(settings::TABLE), settings::table()?)?;
    println!("==> {} is written", settings::TABLE);
    Ok(())
}
