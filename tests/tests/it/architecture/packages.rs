//! The workspace's packages and all that they are built from, as Cargo resolves them.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// The services' names.
pub(super) const SERVICES: [&str; 5] = [
    "identity",
    "challenges",
    "submissions",
    "notifications",
    "reporting",
];

/// A package: one of ours or one that we build on.
pub(super) struct Package {
    pub(super) name: String,
    pub(super) version: String,
    pub(super) licence: Option<String>,
    pub(super) dependencies: Vec<Dependency>,
    /// Whether it is one of ours.
    pub(super) member: bool,
}

/// What a package declares to build on.
pub(super) struct Dependency {
    pub(super) name: String,
    /// Whether only its tests do.
    pub(super) for_tests: bool,
}

/// The repository's root.
pub(super) fn root() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().unwrap().to_owned()
}

/// Every package that takes part in a build for this machine.
pub(super) fn all() -> Vec<Package> {
    let metadata = metadata();
    let members = strings(&metadata["workspace_members"]);
    let built: Vec<&str> = array(&metadata["resolve"]["nodes"])
        .filter_map(|node| node["id"].as_str())
        .collect();
    array(&metadata["packages"])
        .filter(|package| built.contains(&text(&package["id"]).as_str()))
        .map(|package| Package {
            name: text(&package["name"]),
            version: text(&package["version"]),
            licence: package["license"].as_str().map(str::to_owned),
            dependencies: array(&package["dependencies"]).map(dependency).collect(),
            member: members.contains(&text(&package["id"])),
        })
        .collect()
}

fn dependency(declared: &Value) -> Dependency {
    Dependency {
        name: text(&declared["name"]),
        for_tests: declared["kind"] == "dev",
    }
}

fn metadata() -> Value {
    let host = host();
    let arguments = [
        "metadata",
        "--format-version=1",
        "--locked",
        "--filter-platform",
        &host,
    ];
    serde_json::from_str(&cargo(&arguments)).unwrap()
}

/// Other platforms' packages need not even be fetched.
fn host() -> String {
    let version = cargo(&["--version", "--verbose"]);
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    host.unwrap().to_owned()
}

fn cargo(arguments: &[&str]) -> String {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(program)
        .args(arguments)
        .current_dir(root())
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "cargo {arguments:?}: {errors}");
    String::from_utf8(output.stdout).unwrap()
}

fn array(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn strings(value: &Value) -> Vec<String> {
    array(value).map(text).collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
