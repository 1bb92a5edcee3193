//! Who may know whom: packages, and rooms within a service.

use super::packages::{self, Package, SERVICES};
use super::paths::{self, Import, Module};
use super::rooms::{self, FORBIDDEN, IMPORTS, Modules, PURE_PARTS};
use super::source::{self, SourceFile};
use super::test_code;

/// Package, and those of ours that it may build on. Tests may also use `linia-tests`.
fn may_build_on(package: &str) -> &'static [&'static str] {
    match package {
        "linia-proto" => &[],
        "linia-chassis" | "linia-tests" => &["linia-proto"],
        _ => &["linia-chassis", "linia-proto"],
    }
}

#[test]
fn services_know_each_other_only_through_the_contracts() {
    let packages = packages::all();
    let violations: Vec<_> = packages
        .iter()
        .filter(|package| package.member)
        .flat_map(forbidden_dependencies)
        .collect();
    assert!(violations.is_empty(), "{violations:#?}");
}

fn forbidden_dependencies(package: &Package) -> Vec<String> {
    let allowed = may_build_on(&package.name);
    let ours = package
        .dependencies
        .iter()
        .filter(|it| it.name.starts_with("linia-"));
    ours.filter(|it| {
        !(allowed.contains(&it.name.as_str()) || it.for_tests && it.name == "linia-tests")
    })
    .map(|it| format!("{} must not build on {}", package.name, it.name))
    .collect()
}

#[test]
fn imports_point_one_way() {
    let violations =
        in_each_room(
            |file| match IMPORTS.iter().find(|(room, _)| *room == file.room) {
                Some((_, allowed)) => wrong_imports(file, allowed),
                None => vec![format!(
                    "{}: the floor plan has no room `{}`",
                    file.path, file.room
                )],
            },
        );
    assert!(violations.is_empty(), "see rooms.rs: {violations:#?}");
}

fn wrong_imports(file: &RoomFile, allowed: &[&str]) -> Vec<String> {
    let from = file.room;
    let wrong = |import: &Import| {
        // What is no module is an item at the crate's root.
        let module = file.modules.contains(import.path.get(..1)?);
        let to = rooms::room(&import.path, file.modules).filter(|_| module)?;
        let fits = to == from
            || allowed.contains(&to)
            || rooms::is_error_from_below(from, to, import.path.last()?);
        (!fits).then(|| format!("{}:{}: {from} must not import {to}", file.path, import.line))
    };
    let imports = paths::within_crate(file.module, file.code);
    imports.iter().filter_map(wrong).collect()
}

#[test]
fn rooms_leave_alone_what_is_not_theirs() {
    let violations = in_each_room(|file| {
        let mut violations = Vec::new();
        for (_, words, why) in FORBIDDEN.iter().filter(|(room, _, _)| *room == file.room) {
            for (line, text) in file.code.lines().enumerate() {
                let wrong = paths::words(text).filter(|word| words.contains(word));
                violations.extend(
                    wrong.map(|word| format!("{}:{}: `{word}`, but {why}", file.path, line + 1)),
                );
            }
        }
        violations
    });
    assert!(violations.is_empty(), "see rooms.rs: {violations:#?}");
}

#[test]
fn domain_takes_only_what_is_pure_of_other_crates() {
    let violations = in_each_room(|file| {
        let mut violations = Vec::new();
        for (root, pure) in PURE_PARTS.iter().filter(|_| file.room == "domain") {
            let imports = paths::from_root(root, file.code).into_iter();
            let wrong = imports.filter(|it| {
                let path = format!("{}::", it.path.join("::"));
                !pure
                    .iter()
                    .any(|part| path.starts_with(&format!("{part}::")))
            });
            violations
                .extend(wrong.map(|it| {
                    format!("{}:{}: {root}::{}", file.path, it.line, it.path.join("::"))
                }));
        }
        violations
    });
    assert!(violations.is_empty(), "see rooms.rs: {violations:#?}");
}

/// A file of a service, without what is there for its tests only.
struct RoomFile<'a> {
    path: &'a str,
    code: &'a str,
    module: &'a Module,
    room: &'a str,
    modules: &'a Modules,
}

/// What `check` finds wrong in the files of all services. `lib.rs` and `main.rs` are in no room.
fn in_each_room(check: impl Fn(&RoomFile) -> Vec<String>) -> Vec<String> {
    let mut violations = Vec::new();
    for service in SERVICES {
        let files = source::below(&packages::root().join("services").join(service).join("src"));
        let files: Vec<_> = files
            .iter()
            .map(|file| (file, Module::of(&file.path), file.code()))
            .collect();
        let modules: Modules = files
            .iter()
            .flat_map(|(_, module, _)| module.with_parents())
            .collect();
        let for_tests: Vec<Vec<String>> = files
            .iter()
            .flat_map(|(_, module, code)| {
                test_code::modules(code)
                    .into_iter()
                    .map(|name| module.child(name))
            })
            .collect();
        for (SourceFile { path, .. }, module, code) in &files {
            let is_test = for_tests.iter().any(|test| module.path().starts_with(test));
            if let (false, Some(room)) = (is_test, rooms::room(module.path(), &modules)) {
                let code = &test_code::blanked(code);
                violations.extend(check(&RoomFile {
                    path,
                    code,
                    module,
                    room,
                    modules: &modules,
                }));
            }
        }
    }
    violations
}
