//! What is derived from the contracts is current and true of real payloads.

mod filled;
mod payloads;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{fs, iter};

use linia_tests::contracts::documents;

const REMEDY: &str = "run `make contracts` and look at what it changes";

#[test]
fn derived_documents_are_current() {
    let behind: Vec<_> = documents()
        .into_iter()
        .filter(|document| {
            let written = fs::read_to_string(proto().join(&document.path));
            written.ok().as_ref() != Some(&document.text)
        })
        .map(|document| document.path)
        .collect();
    assert!(
        behind.is_empty(),
        "behind the proto files: {behind:?}; {REMEDY}"
    );
}

#[test]
fn no_schema_outlives_its_event() {
    let derived: BTreeSet<PathBuf> = documents()
        .into_iter()
        .map(|document| document.path)
        .collect();
    let written = fs::read_dir(proto().join("schemas")).unwrap();
    let orphans: Vec<_> = written
        .map(|entry| Path::new("schemas").join(entry.unwrap().file_name()))
        .filter(|path| !derived.contains(path))
        .collect();
    assert!(orphans.is_empty(), "of no event: {orphans:?}; {REMEDY}");
}

#[test]
fn asyncapi_document_refers_only_to_what_there_is() {
    let document = documents().remove(0);
    let root: serde_json::Value = serde_json::from_str(&document.text).unwrap();
    let dangling: Vec<_> = references(&root)
        .filter(|target| match target.strip_prefix('#') {
            Some(pointer) => root.pointer(pointer).is_none(),
            None => !proto().join(target).is_file(),
        })
        .collect();
    assert!(dangling.is_empty(), "dangling: {dangling:?}");
}

fn references(value: &serde_json::Value) -> Box<dyn Iterator<Item = &str> + '_> {
    match value {
        serde_json::Value::Object(members) => {
            let own = members.get("$ref").and_then(|target| target.as_str());
            Box::new(iter::chain(own, members.values().flat_map(references)))
        }
        serde_json::Value::Array(items) => Box::new(items.iter().flat_map(references)),
        _ => Box::new(iter::empty()),
    }
}

fn proto() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../proto")
}
