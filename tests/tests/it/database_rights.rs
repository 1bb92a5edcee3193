//! Each service has its own Postgres role, which can touch its own schema and no other.

use std::process::Command;
use std::time::Duration;

use linia_tests::service_test::TestDatabase;
use linia_tests::stack::{Layout, Service};
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _};

const DENIED: &str = "42501";

async fn connect(url: &str) -> PgConnection {
    PgConnection::connect(url).await.unwrap()
}

/// The error code that a statement ends with; `None` when it is allowed.
async fn code(connection: &mut PgConnection, sql: impl Into<String>) -> Option<String> {
    let error = connection.execute(AssertSqlSafe(sql.into())).await.err()?;
    let database_error = error.into_database_error().unwrap();
    Some(database_error.code().unwrap().into_owned())
}

async fn assert_denied(connection: &mut PgConnection, sql: &str) {
    let found = code(connection, sql).await;
    assert_eq!(found.as_deref(), Some(DENIED), "{sql}");
}

#[tokio::test]
async fn owner_migrates_and_service_uses() {
    let database = TestDatabase::create("challenges").await;
    let mut owner = connect(&database.owner_url).await;
    owner
        .execute("CREATE TABLE thing (id bigint GENERATED ALWAYS AS IDENTITY, at timestamptz DEFAULT linia_now())")
        .await
        .unwrap();
    owner
        .execute("CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1'")
        .await
        .unwrap();

    let mut service = connect(&database.service_url).await;
    service
        .execute("INSERT INTO thing DEFAULT VALUES")
        .await
        .unwrap();
    service
        .execute("UPDATE challenges.thing SET at = linia_now()")
        .await
        .unwrap();
    service.execute("SELECT one() FROM thing").await.unwrap();
    service.execute("DELETE FROM thing").await.unwrap();
    for sql in [
        "DROP TABLE thing",
        "ALTER TABLE thing ADD COLUMN more int",
        "TRUNCATE thing",
        "CREATE TABLE challenges.mine (id int)",
        "CREATE TABLE public.mine (id int)",
        "CREATE TEMPORARY TABLE mine (id int)",
        "CREATE SCHEMA mine",
    ] {
        assert_denied(&mut service, sql).await;
    }
}

#[tokio::test]
async fn service_role_cannot_touch_another_schema() {
    let database = TestDatabase::create("identity").await;
    for service in Service::ALL {
        let mut owner = connect(&database.url(&format!("{service}_owner"))).await;
        owner.execute("CREATE TABLE secret (id int)").await.unwrap();
    }
    for service in Service::ALL {
        for role in [service.name().to_owned(), format!("{service}_owner")] {
            let mut connection = connect(&database.url(&role)).await;
            for other in Service::ALL.into_iter().filter(|other| *other != service) {
                for sql in [
                    format!("SELECT * FROM {other}.secret"),
                    format!("INSERT INTO {other}.secret VALUES (1)"),
                    format!("CREATE TABLE {other}.mine (id int)"),
                    format!("DROP TABLE {other}.secret"),
                    format!("SET ROLE {other}"),
                    format!("SET ROLE {other}_owner"),
                ] {
                    assert_denied(&mut connection, &sql).await;
                }
            }
        }
    }
}

#[tokio::test]
async fn service_cannot_connect_elsewhere() {
    let database = TestDatabase::create("identity").await;
    let elsewhere = database
        .service_url
        .replace(&database.name, "linia_elsewhere");
    assert!(PgConnection::connect(&elsewhere).await.is_err());
}

#[tokio::test]
async fn service_cannot_rewrite_its_migrations() {
    let database = TestDatabase::create("reporting").await;
    let service = Service::Reporting;
    let program = service.program(&Layout::discover().unwrap());
    let migrated = Command::new(program.unwrap())
        .arg("migrate")
        .env(service.variable("DATABASE__OWNER_URL"), &database.owner_url)
        .env(service.variable("DATABASE__URL"), &database.service_url)
        .env(service.variable("CREDENTIALS__CLIENT_SECRET"), "a secret")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&migrated.stderr);
    assert!(migrated.status.success(), "{said}");

    let mut service = connect(&database.service_url).await;
    for table in ["_sqlx_migrations", "_chassis_sqlx_migrations"] {
        let select = format!("SELECT * FROM {table}");
        let applied = service.fetch_all(AssertSqlSafe(select)).await.unwrap();
        assert!(!applied.is_empty(), "{table}");
        assert_denied(&mut service, &format!("DELETE FROM {table}")).await;
        assert_denied(&mut service, &format!("UPDATE {table} SET success = false")).await;
        let copied = format!("INSERT INTO {table} SELECT * FROM {table}");
        assert_denied(&mut service, &copied).await;
    }
}

#[tokio::test]
async fn only_superuser_moves_the_clock() {
    let database = TestDatabase::create("submissions").await;
    for url in [&database.service_url, &database.owner_url] {
        let mut connection = connect(url).await;
        connection.execute("SELECT linia_now()").await.unwrap();
        for sql in [
            "UPDATE linia.clock SET clock_offset = '1 day'",
            "INSERT INTO linia.clock VALUES (true, '1 day')",
            "DELETE FROM linia.clock",
            "ALTER TABLE linia.clock DISABLE TRIGGER ALL",
            "CREATE OR REPLACE FUNCTION linia.linia_now() RETURNS timestamptz LANGUAGE sql AS 'SELECT now()'",
            "CREATE TABLE linia.mine (id int)",
        ] {
            assert_denied(&mut connection, sql).await;
        }
    }
    let before = database.clock().now().await.unwrap();
    database
        .clock()
        .advance(Duration::from_secs(3_600))
        .await
        .unwrap();
    let after = database.clock().now().await.unwrap();
    assert!(after - before >= time::Duration::hours(1));
}

#[tokio::test]
async fn clock_of_one_database_leaves_others_alone() {
    let (moved, other) = (
        TestDatabase::create("identity").await,
        TestDatabase::create("identity").await,
    );
    moved
        .clock()
        .advance(Duration::from_secs(86_400))
        .await
        .unwrap();
    let ahead = moved.clock().now().await.unwrap() - other.clock().now().await.unwrap();
    assert!(ahead > time::Duration::hours(23));
}

#[tokio::test]
async fn set_up_can_be_repeated() {
    let database = TestDatabase::create("chassis").await;
    let url = &database.superuser_url;
    linia_tests::stack::postgres_admin::apply_database(url, true)
        .await
        .unwrap();
    linia_tests::stack::postgres_admin::apply_database(url, false)
        .await
        .unwrap();
    connect(&database.service_url)
        .await
        .execute("SELECT linia_now()")
        .await
        .unwrap();
}
