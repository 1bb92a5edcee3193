//! Where in all that a system leaves behind something stands.

use sqlx::AssertSqlSafe;
use sqlx::postgres::PgConnection;

use super::super::error::Result;
use super::super::postgres::postgres;
use crate::canary::Canary;
use crate::stack::System;

/// Fewer tables would mean that the search does not see them.
const TABLES: usize = 80;

/// The tables of all services in which a text stands.
///
/// # Errors
/// If one cannot be read.
///
/// # Panics
/// If there are fewer tables than five services have.
pub async fn tables_with(conn: &mut PgConnection, text: &str) -> sqlx::Result<Vec<String>> {
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables \
         WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1",
    )
    .fetch_all(&mut *conn)
    .await?;
    assert!(tables.len() > TABLES, "{} are few", tables.len());
    let mut with = Vec::new();
    for table in tables {
        let sql = format!("SELECT EXISTS (SELECT FROM {table} t WHERE strpos(t::text, $1) > 0)");
        let found = sqlx::query_scalar(AssertSqlSafe(sql)).bind(text);
        if found.fetch_one(&mut *conn).await? {
            with.push(table);
        }
    }
    Ok(with)
}

/// A backup of the database.
///
/// # Errors
/// If it cannot be made.
pub async fn backup(system: &System) -> Result<String> {
    postgres(system, "pg_dump", &[]).await
}

/// The files of the broker, and the logs, in which a word is, in whatever form.
///
/// # Errors
/// If one cannot be read.
pub fn files_with(system: &System, word: &Canary) -> std::io::Result<Vec<String>> {
    let mut found = Vec::new();
    for place in [system.directory().join("nats"), system.logs()] {
        if !place.is_dir() {
            return Err(std::io::ErrorKind::NotFound.into());
        }
        found.extend(word.find_in_files(&place)?);
    }
    Ok(found)
}
