//! Writes `proto/asyncapi.json` and `proto/schemas/` again, from the proto files.

#![expect(clippy::print_stdout, reason = "a command talks to the terminal")]

use std::path::Path;
use std::{fs, io};

use linia_tests::contracts;

fn main() -> io::Result<()> {
    let proto = Path::new(env!("CARGO_MANIFEST_DIR")).join("../proto");
    let documents = contracts::documents();

    let schemas = proto.join("schemas");
    if schemas.exists() {
        fs::remove_dir_all(&schemas)?;
    }
    fs::create_dir_all(&schemas)?;
    for document in &documents {
        fs::write(proto.join(&document.path), &document.text)?;
    }
    println!("==> {} files written into proto", documents.len());
    Ok(())
}
