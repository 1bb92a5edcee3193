//! Everything that is stored, to be compared before and after.

use std::collections::BTreeMap;
use std::time::Duration;

use linia_tests::faults::oracle::quiet::{Rest, wait_until_quiet};
use linia_tests::stack::retry::poll_until;
use linia_tests::stack::{Service, System};
use linia_tests::story::World;
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection as _};

const PATIENCE: Duration = Duration::from_secs(60);

/// Tables that a refused call may change, and why.
const EXEMPT: [(&str, &str); 9] = [
    ("identity.key_share_request", ATTEMPTS),
    ("challenges.stage_key_request", ATTEMPTS),
    ("challenges.opening_attempt", OPENINGS),
    ("submissions.opening_attempt", OPENINGS),
    ("identity.verification_key", KEYS),
    ("challenges.verification_key", KEYS),
    ("submissions.verification_key", KEYS),
    ("notifications.verification_key", KEYS),
    ("reporting.verification_key", KEYS),
];
const ATTEMPTS: &str = "who asks for a share of a stage's key is recorded, refused or not";
const OPENINGS: &str = "who asks for the opening of a stage is recorded, refused or not";
const KEYS: &str = "a copy of what identity publishes, read anew when a key is not known";

/// The rows of every table of every service, as text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Snapshot(BTreeMap<String, Vec<String>>);

impl Snapshot {
    /// Waits until nothing is under way any more, and reads everything.
    pub(crate) async fn take(world: &World<System>) -> Self {
        let url = world.system.postgres.superuser_url(world.system.database());
        let mut connection = PgConnection::connect(&url).await.unwrap();
        // What falls due may make events, and events may make something due.
        loop {
            let done = poll_until(PATIENCE, async || {
                (due(&mut connection).await == 0).then_some(())
            });
            done.await.expect("what is due gets done");
            let quiet = wait_until_quiet(&world.system, Rest::Effects, PATIENCE).await;
            quiet.unwrap_or_else(|error| panic!("{}", error.report()));
            if due(&mut connection).await == 0 {
                break;
            }
        }
        let mut rows = BTreeMap::new();
        for table in tables(&mut connection).await {
            let sql = format!("SELECT t::text FROM {table} t ORDER BY 1");
            let read = sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(&mut connection);
            rows.insert(table, read.await.unwrap());
        }
        connection.close().await.unwrap();
        Self(rows)
    }

    /// Reads everything again, and compares.
    ///
    /// # Panics
    /// With the tables that have changed.
    pub(crate) async fn must_still_hold(&self, world: &World<System>) {
        let changes = self.changes(world).await;
        let lines = changes
            .iter()
            .map(|(table, what)| format!("{table}:\n{what}"));
        let lines: Vec<_> = lines.collect();
        assert!(
            lines.is_empty(),
            "refused calls changed {}",
            lines.join("\n")
        );
    }

    /// The tables that have changed since, each with its rows that have.
    pub(crate) async fn changes(&self, world: &World<System>) -> BTreeMap<String, String> {
        let now = Self::take(world).await;
        assert!(self.0.keys().eq(now.0.keys()), "tables came or went");
        let tables = self.0.iter().filter(|(table, _)| !is_exempt(table));
        tables
            .filter(|(table, rows)| now.0[*table] != **rows)
            .map(|(table, rows)| (table.clone(), difference(rows, &now.0[table])))
            .collect()
    }
}

fn is_exempt(table: &str) -> bool {
    EXEMPT.iter().any(|(exempt, _)| *exempt == table)
}

fn difference(before: &[String], after: &[String]) -> String {
    let gone = before.iter().filter(|row| !after.contains(row));
    let new = after.iter().filter(|row| !before.contains(row));
    let lines = gone
        .map(|row| format!("- {row}"))
        .chain(new.map(|row| format!("+ {row}")));
    lines.collect::<Vec<_>>().join("\n")
}

/// How much work is due by the one clock, and not given up.
async fn due(connection: &mut PgConnection) -> i64 {
    let counts = Service::ALL.map(|service| {
        format!(
            "SELECT count(*) FROM {service}.due_work \
             WHERE due_time <= linia.linia_now() AND parked_reason IS NULL"
        )
    });
    let sql = format!(
        "SELECT sum(count)::bigint FROM ({}) AS due",
        counts.join(" UNION ALL ")
    );
    let count = sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(connection);
    count.await.unwrap()
}

async fn tables(connection: &mut PgConnection) -> Vec<String> {
    sqlx::query_scalar(
        "SELECT table_schema || '.' || table_name FROM information_schema.tables \
         WHERE table_type = 'BASE TABLE' AND table_schema = ANY($1) ORDER BY 1",
    )
    .bind(Service::ALL.map(Service::name).to_vec())
    .fetch_all(connection)
    .await
    .unwrap()
}
