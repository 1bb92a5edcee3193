//! While services are rolled out, the release before runs on the schema of the new one: a migration may
//! add, and take away nothing that the other reads or writes.

use std::{collections::BTreeSet, fs, path::Path};

use linia_tests::stack::Service;

/// What may break a release that does not know of it.
const SUSPECT: [&str; 8] = [
    "DROP TABLE",
    "DROP COLUMN",
    "DROP TYPE",
    "DROP CONSTRAINT",
    "DROP NOT NULL",
    "SET NOT NULL",
    "RENAME",
    " TYPE ",
];

/// File, statement, and why the release before does not mind.
const HARMLESS: [(&str, &str, &str); 3] = [
    (
        "20261122100200_entries_without_times.sql",
        "ALTER COLUMN version DROP NOT NULL",
        "there was no release before",
    ),
    (
        "20261122100200_entries_without_times.sql",
        "ALTER COLUMN accept_time DROP NOT NULL",
        "there was no release before",
    ),
    (
        "20261122880100_runner_ups.sql",
        "DROP CONSTRAINT unmasking_pkey",
        "there was no release before",
    ),
];

/// The statements of a migration that may break a release, one a line. A `CHECK` that is taken away and
/// comes again under its name is one that lets more through.
fn suspects(migration: &str) -> impl Iterator<Item = &str> {
    let statements = migration.lines().filter_map(|line| {
        let (statement, _comment) = line.split_once("--").unwrap_or((line, ""));
        let statement = statement.trim().trim_end_matches([',', ';']);
        let adds_blindly = statement.contains("ADD COLUMN")
            && statement.contains("NOT NULL")
            && !statement.contains("DEFAULT");
        let is_suspect = adds_blindly || SUSPECT.iter().any(|it| statement.contains(it));
        is_suspect.then_some(statement)
    });
    statements.filter(move |statement| {
        let widened = statement
            .strip_prefix("DROP CONSTRAINT ")
            .is_some_and(|name| migration.contains(&format!("ADD CONSTRAINT {name} CHECK")));
        !widened
    })
}

#[test]
fn migrations_take_nothing_away_that_the_release_before_needs() {
    let services = Service::ALL.map(|service| service.name());
    let mut found = BTreeSet::new();
    for folder in services.into_iter().chain(["chassis"]) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../services")
            .join(folder)
            .join("migrations");
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let migration = fs::read_to_string(&path).unwrap();
            found.extend(suspects(&migration).map(|it| (name.clone(), it.to_owned())));
        }
    }
    let harmless = HARMLESS
        .map(|(file, statement, _reason)| (file.to_owned(), statement.to_owned()))
        .into();
    assert_eq!(found, harmless);
}

#[test]
fn what_takes_away_or_tightens_is_suspect_and_what_adds_or_widens_is_not() {
    for statement in [
        "ALTER TABLE a DROP COLUMN b",
        "ALTER TABLE a RENAME TO b",
        "ALTER COLUMN b SET NOT NULL",
        "ALTER COLUMN b TYPE bigint",
        "ADD COLUMN b bigint NOT NULL",
        "DROP CONSTRAINT a_pkey",
    ] {
        let lines = format!("-- Why.\n    {statement},\n    ADD COLUMN c bigint;\n");
        assert_eq!(suspects(&lines).collect::<Vec<_>>(), [statement]);
    }
    for statement in [
        "-- RENAME",
        "ADD COLUMN b bigint NOT NULL DEFAULT 0;",
        "DROP CONSTRAINT a_known,\n    ADD CONSTRAINT a_known CHECK (a IN ('b', 'c'));",
    ] {
        assert_eq!(suspects(statement).next(), None, "{statement}");
    }
}
