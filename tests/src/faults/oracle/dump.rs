//! What consumers have made of the events, to be compared before and after.

use std::collections::BTreeMap;

use sqlx::AssertSqlSafe;
use sqlx::postgres::PgConnection;

use super::super::finding::{Finding, Place};
use crate::stack::Service;

/// The rows of what a consumer has made, each as text; keyed by what they are.
pub type Dump = BTreeMap<String, Vec<String>>;

/// What notifications has told, without the ids and times that it gave itself.
const TOLD: [(&str, &str); 3] = [
    (
        "notifications.notification",
        "SELECT concat_ws(' ', a.event_id, a.topic, a.subject, n.recipient) \
         FROM notifications.notification n \
         JOIN notifications.announcement a ON a.id = n.announcement",
    ),
    (
        "notifications.announcement",
        "SELECT concat_ws(' ', event_id, topic, subject, notice, event_time) \
         FROM notifications.announcement",
    ),
    (
        "notifications.announcement_group",
        "SELECT concat_ws(' ', a.event_id, a.topic, a.subject, g.scope, g.role) \
         FROM notifications.announcement_group g \
         JOIN notifications.announcement a ON a.id = g.announcement",
    ),
];

/// Positions go on after a rebuild, so that whoever follows them is shown all again.
const RELEASES: &str = "reporting.release";

/// The tables that a service's consumers fill from events alone.
///
/// # Errors
/// If the schema cannot be read.
pub async fn projected_tables(
    conn: &mut PgConnection,
    service: Service,
) -> sqlx::Result<Vec<String>> {
    let names: &[&str] = match service {
        Service::Identity => &[],
        Service::Challenges => &["organization"],
        Service::Submissions => &["stage"],
        Service::Notifications => &["organization", "challenge", "stage", "roster"],
        Service::Reporting => return facts(conn).await,
    };
    Ok(names
        .iter()
        .map(|name| format!("{service}.{name}"))
        .collect())
}

/// Everything in reporting that the chassis does not keep there is a fact.
async fn facts(conn: &mut PgConnection) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar(
        "SELECT 'reporting.' || r.table_name FROM information_schema.tables r \
         WHERE r.table_schema = 'reporting' AND r.table_name NOT LIKE '%migrations' \
           AND NOT EXISTS (SELECT FROM information_schema.tables c \
                           WHERE c.table_schema = 'identity' AND c.table_name = r.table_name) \
         ORDER BY 1",
    )
    .fetch_all(conn)
    .await
}

/// Reads what the consumers of these services have made.
///
/// # Errors
/// If a table cannot be read.
pub async fn read(conn: &mut PgConnection, services: &[Service]) -> sqlx::Result<Dump> {
    let mut dump = Dump::new();
    for service in services {
        for table in projected_tables(conn, *service).await? {
            let row = if table == RELEASES {
                "(to_jsonb(t) - 'position')::text"
            } else {
                "t::text"
            };
            let sql = format!("SELECT {row} FROM {table} t");
            let rows = sorted(conn, sql).await?;
            dump.insert(table, rows);
        }
        if *service == Service::Notifications {
            for (name, sql) in TOLD {
                dump.insert(name.to_owned(), sorted(conn, sql.to_owned()).await?);
            }
        }
        let sql = format!(
            "SELECT concat_ws(' ', consumer, source, aggregate_id, version) FROM {service}.inbox"
        );
        dump.insert(format!("{service}.inbox"), sorted(conn, sql).await?);
    }
    Ok(dump)
}

async fn sorted(conn: &mut PgConnection, sql: String) -> sqlx::Result<Vec<String>> {
    let mut rows: Vec<String> = sqlx::query_scalar(AssertSqlSafe(sql))
        .fetch_all(conn)
        .await?;
    rows.sort_unstable();
    Ok(rows)
}

/// What differs.
#[must_use]
pub fn compare(before: &Dump, after: &Dump) -> Vec<Finding> {
    let none = Vec::new();
    let mut findings = Vec::new();
    for (table, had) in before {
        let has = after.get(table).unwrap_or(&none);
        findings.extend(
            beyond(had, has).map(|row| Finding::lost(Place::Here, format!("{table} lacks {row}"))),
        );
        findings.extend(beyond(has, had).map(|row| {
            let fault = if had.contains(row) {
                Finding::duplicated
            } else {
                Finding::phantom
            };
            fault(Place::Here, format!("{table} has {row}"))
        }));
    }
    findings
}

/// The rows of `rows` that `others` does not have as often.
fn beyond<'a>(rows: &'a [String], others: &[String]) -> impl Iterator<Item = &'a String> {
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    for row in others {
        *count.entry(row.clone()).or_default() += 1;
    }
    rows.iter().filter(move |row| match count.get_mut(*row) {
        Some(left) if *left > 0 => {
            *left -= 1;
            false
        }
        _ => true,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faults::finding::Fault;

    fn dump(rows: &[&str]) -> Dump {
        let rows = rows.iter().map(|&row| row.to_owned()).collect();
        Dump::from([("table".to_owned(), rows)])
    }

    fn faults(before: &[&str], after: &[&str]) -> Vec<Fault> {
        let findings = compare(&dump(before), &dump(after));
        findings.into_iter().map(|finding| finding.fault).collect()
    }

    #[test]
    fn differences_are_told_by_their_kind() {
        assert_eq!(faults(&["a", "b"], &["a", "b"]), []);
        assert_eq!(faults(&["a", "b"], &["a"]), [Fault::Lost]);
        assert_eq!(faults(&["a"], &["a", "c"]), [Fault::Phantom]);
        assert_eq!(faults(&["a"], &["a", "a"]), [Fault::Duplicated]);
    }
}
