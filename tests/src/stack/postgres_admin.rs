//! What the superuser does in a cluster: roles, databases, passwords, all from `deploy/database`.

use std::collections::BTreeMap;

use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection as _};

use super::error::{Result, StackError};

const DEVELOPMENT_SQL: &str = include_str!("../../../deploy/database/development.sql");
const CLUSTER_SQL: &str = include_str!("../../../deploy/database/cluster.sql");
const DATABASE_SQL: &str = include_str!("../../../deploy/database/database.sql");

/// Applies `cluster.sql`, with the chassis' role where development is meant.
///
/// # Errors
/// When Postgres refuses.
pub async fn apply_cluster(superuser_url: &str, development: bool) -> Result<()> {
    apply(superuser_url, CLUSTER_SQL, development)
        .await
        .map_err(StackError::postgres("applying deploy/database/cluster.sql"))
}

/// Applies `database.sql` to the database of the URL.
///
/// # Errors
/// When Postgres refuses.
pub async fn apply_database(database_url: &str, development: bool) -> Result<()> {
    apply(database_url, DATABASE_SQL, development)
        .await
        .map_err(StackError::postgres(
            "applying deploy/database/database.sql",
        ))
}

async fn apply(url: &str, sql: &'static str, development: bool) -> sqlx::Result<()> {
    let mut connection = PgConnection::connect(url).await?;
    if development {
        sqlx::raw_sql(DEVELOPMENT_SQL)
            .execute(&mut connection)
            .await?;
    }
    sqlx::raw_sql(sql).execute(&mut connection).await?;
    connection.close().await
}

/// Creates an empty database unless it is there.
///
/// # Errors
/// When Postgres refuses.
pub async fn create_database(superuser_url: &str, name: &str) -> Result<()> {
    let created = execute(superuser_url, format!("CREATE DATABASE {}", quote(name))).await;
    match created {
        Err(sqlx::Error::Database(error)) if error.code().as_deref() == Some("42P04") => Ok(()),
        other => other.map_err(StackError::postgres(format!(
            "creating the database {name}"
        ))),
    }
}

/// Drops a database with whoever is connected to it.
///
/// # Errors
/// When Postgres refuses.
pub async fn drop_database(superuser_url: &str, name: &str) -> Result<()> {
    execute(
        superuser_url,
        format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", quote(name)),
    )
    .await
    .map_err(StackError::postgres(format!(
        "dropping the database {name}"
    )))
}

/// Gives roles their passwords.
///
/// # Errors
/// When Postgres refuses.
pub async fn set_passwords(
    superuser_url: &str,
    passwords: &BTreeMap<String, String>,
) -> Result<()> {
    // Letters and digits only (`secrets::password`), so there is nothing to escape.
    let statements: String = passwords
        .iter()
        .map(|(role, password)| format!("ALTER ROLE {} PASSWORD '{password}';", quote(role)))
        .collect();
    execute(superuser_url, statements)
        .await
        .map_err(StackError::postgres("setting the passwords of the roles"))
}

async fn execute(url: &str, sql: String) -> sqlx::Result<()> {
    let mut connection = PgConnection::connect(url).await?;
    sqlx::raw_sql(AssertSqlSafe(sql))
        .execute(&mut connection)
        .await?;
    connection.close().await
}

fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
