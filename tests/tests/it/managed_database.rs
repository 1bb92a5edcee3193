//! On a server that others run nobody is superuser: whoever may make roles and databases sets Linia up.

use std::{path::Path, process::Command};

use linia_tests::stack::{Auth, Layout, Postgres, PostgresOptions, RunDir, Service};
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _};

use crate::made_secrets::Secrets;

const OPERATOR: &str = "linia_dba";

/// A server as it is handed over: one role that may make others, one database that it owns, and nothing of Linia.
async fn handed_over(layout: &Layout, run: &RunDir) -> Postgres {
    let options = PostgresOptions {
        name: run
            .path()
            .file_name()
            .unwrap()
            .to_string_lossy()
            .into_owned(),
        port: None,
        auth: Auth::Scram,
        fsync: false,
        development: false,
        settings: Vec::new(),
        tls: None,
        log: run.log("postgres"),
    };
    let postgres = Postgres::start(layout, options).await.unwrap();
    let mut superuser = connect(&postgres.superuser_url("postgres")).await;
    let mut run = async |sql: String| superuser.execute(AssertSqlSafe(sql)).await.unwrap();
    run("DROP DATABASE linia".to_owned()).await;
    for service in Service::ALL {
        run(format!("DROP ROLE {service}, {service}_owner")).await;
    }
    run(format!(
        "CREATE ROLE {OPERATOR} LOGIN CREATEROLE CREATEDB PASSWORD 'handed over'"
    ))
    .await;
    run(format!("CREATE DATABASE linia OWNER {OPERATOR}")).await;
    postgres
}

async fn connect(url: &str) -> PgConnection {
    PgConnection::connect(url).await.unwrap()
}

/// `deploy/database/set-up.sh`, as the operator runs it.
fn set_up(postgres: &Postgres, secrets: &Secrets) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy/database/set-up.sh");
    let psql = postgres.bin().display().to_string();
    let path = std::env::var("PATH").unwrap();
    let output = Command::new(script)
        .arg(secrets.0.join("postgres"))
        .env("PATH", format!("{psql}:{path}"))
        .env("PGHOST", "127.0.0.1")
        .env("PGPORT", postgres.port().to_string())
        .env("PGUSER", OPERATOR)
        .env("PGDATABASE", "linia")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
}

#[tokio::test]
async fn role_that_may_make_roles_sets_up_everything() {
    let layout = Layout::discover().unwrap();
    let run = RunDir::temporary(&layout, "managed").unwrap();
    let postgres = handed_over(&layout, &run).await;
    let secrets = Secrets::for_database(&format!("127.0.0.1:{}", postgres.port()), "linia");
    std::fs::write(secrets.0.join("postgres/PGPASSWORD"), "handed over").unwrap();

    set_up(&postgres, &secrets);
    set_up(&postgres, &secrets);

    for service in Service::ALL {
        let owner = secrets.read(&format!("{service}-owner/database-url"));
        let mut owner = connect(&owner).await;
        owner
            .execute("CREATE TABLE thing (at timestamptz DEFAULT linia_now())")
            .await
            .unwrap();
        let mut serving = connect(&secrets.read(&format!("{service}/database-url"))).await;
        serving
            .execute("INSERT INTO thing DEFAULT VALUES")
            .await
            .unwrap();
        serving.execute("DROP TABLE thing").await.unwrap_err();
        serving
            .execute("UPDATE linia.clock SET clock_offset = '1 day'")
            .await
            .unwrap_err();
    }
    // What it was lent, it gave back.
    let operator = postgres.url(OPERATOR, "linia");
    let operator = operator.replace('@', ":handed%20over@");
    connect(&operator)
        .await
        .execute("SELECT * FROM identity.thing")
        .await
        .unwrap_err();
}

/// A role that was given more than it may have, and cannot be trimmed by whoever is no superuser, is an error.
#[tokio::test]
async fn role_with_too_many_rights_is_not_passed_over() {
    let layout = Layout::discover().unwrap();
    let run = RunDir::temporary(&layout, "managed").unwrap();
    let postgres = handed_over(&layout, &run).await;
    let cluster = include_str!("../../../deploy/database/cluster.sql");
    let url = postgres.superuser_url("postgres");
    let mut superuser = connect(&url).await;
    let mut operator = connect(&url).await;
    superuser
        .execute("CREATE ROLE identity SUPERUSER")
        .await
        .unwrap();
    operator
        .execute(AssertSqlSafe(format!("SET ROLE {OPERATOR}")))
        .await
        .unwrap();
    sqlx::raw_sql(cluster)
        .execute(&mut operator)
        .await
        .unwrap_err();

    sqlx::raw_sql(cluster)
        .execute(&mut superuser)
        .await
        .unwrap();
    let left = superuser
        .fetch_all("SELECT FROM pg_roles WHERE rolname = 'identity' AND rolsuper")
        .await
        .unwrap();
    assert!(left.is_empty());
}
