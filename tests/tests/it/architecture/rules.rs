//! The table of the rules of a contest names code and tests that exist.

use std::fs;

use super::packages::root;

const TABLE: &str = "services/RULES.md";

/// What stands between backticks in the table, with the number of its rule.
fn named(table: &str) -> Vec<(&str, &str)> {
    let rows = table.lines().filter_map(|line| line.strip_prefix("| **"));
    rows.flat_map(|row| {
        let number = row.split_once('.').map_or("", |(number, _)| number);
        let quoted = row.split('`').skip(1).step_by(2);
        quoted.map(move |name| (number, name))
    })
    .collect()
}

/// Why a name is wrong, if it is. Paths begin in `services/`, or with `tests/` at the root.
fn wrong(name: &str) -> Option<String> {
    let (path, test) = match name.split_once("::") {
        Some((path, test)) => (path, Some(test)),
        None => (name, None),
    };
    let file = if path.starts_with("tests/") {
        root().join(path)
    } else {
        root().join("services").join(path)
    };
    let Some(test) = test else {
        return (!file.exists()).then(|| format!("{path} does not exist"));
    };
    let text = fs::read_to_string(&file).unwrap_or_default();
    let declared = format!("fn {test}(");
    (!text.contains(&declared)).then(|| format!("{path} has no test {test}"))
}

#[test]
fn every_rule_of_a_contest_names_what_keeps_it_and_what_tries_it() {
    let table = fs::read_to_string(root().join(TABLE)).unwrap();
    let named = named(&table);
    let violations: Vec<_> = named.iter().filter_map(|(_, name)| wrong(name)).collect();
    assert!(violations.is_empty(), "{TABLE}:\n{}", violations.join("\n"));
    let built = (1..=12).filter(|number| *number != 11);
    for number in built.map(|number| number.to_string()) {
        let tests = named.iter().filter(|(rule, _)| *rule == number);
        let tests = tests.filter(|(_, name)| name.contains("::")).count();
        assert!(tests > 0, "{TABLE}: nothing tries rule {number}");
    }
}

#[test]
fn name_that_does_not_exist_is_found() {
    let table =
        "| **1. Sealed.** | `submissions/src/none.rs` | `tests/tests/it/none.rs::nothing` |";
    let named = named(table);
    assert_eq!(named.len(), 2);
    assert!(
        named
            .iter()
            .all(|(rule, name)| *rule == "1" && wrong(name).is_some())
    );
}
