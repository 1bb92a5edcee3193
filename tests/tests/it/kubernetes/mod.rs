//! What k8s/ names is what the code uses: ports, settings, secrets, users, roles and edges.
//!
//! That it is valid, and as the policies want it, is checked on the built overlays: `make check`.

mod capacity;
mod edges;
mod life;
mod names;
mod renewing;
mod rights;
mod settings;
mod tls;
mod typed;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::LazyLock,
};

use linia_tests::stack::Layout;
use serde_json::Value;

/// Every resource and patch in k8s/.
static DOCUMENTS: LazyLock<Vec<Value>> = LazyLock::new(|| read_yaml(&yaml_below("k8s")));

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn text(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

/// The documents of one YAML file.
fn yaml(path: &str) -> Vec<Value> {
    read_yaml(&[root().join(path)])
}

fn yaml_below(directory: &str) -> Vec<PathBuf> {
    let mut waiting = vec![root().join(directory)];
    let mut found = Vec::new();
    while let Some(directory) = waiting.pop() {
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|it| it == "yaml") {
                found.push(path);
            }
        }
    }
    found
}

fn read_yaml(paths: &[PathBuf]) -> Vec<Value> {
    let tools = Layout::discover().unwrap().tools();
    let output = Command::new(tools.join("kubernetes/bin/python"))
        .arg(root().join("k8s/check/as_json.py"))
        .args(paths)
        .output()
        .expect("`deploy/local/prepare-test.sh` makes the environment");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Every document of a kind and a name, patches included.
fn all<'a>(kind: &'a str, name: &'a str) -> impl Iterator<Item = &'a Value> {
    let documents = DOCUMENTS.iter();
    documents.filter(move |it| it["kind"] == kind && it["metadata"]["name"] == name)
}

/// The first of a kind and a name.
fn one<'a>(kind: &'a str, name: &'a str) -> &'a Value {
    all(kind, name)
        .next()
        .unwrap_or_else(|| panic!("there is no {kind} {name}"))
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// The containers of a workload, those that come before included.
fn containers(workload: &Value) -> impl Iterator<Item = &Value> {
    let pod = &workload["spec"]["template"]["spec"];
    items(&pod["initContainers"]).chain(items(&pod["containers"]))
}

/// A service's configuration file.
fn configuration(service: &str) -> String {
    text(&format!("k8s/base/config/{service}.toml"))
}

/// A value in a service's configuration file, by the line that it stands in.
fn configured(service: &str, key: &str) -> String {
    let text = configuration(service);
    let value = text.lines().find_map(|line| {
        let (name, value) = line.split_once(" = ")?;
        (name == key).then(|| value.trim_matches('"').to_owned())
    });
    value.unwrap_or_else(|| panic!("{service} has no {key}"))
}
