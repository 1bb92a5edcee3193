//! Postgres and NATS start, survive and end.

use std::path::PathBuf;
use std::time::Duration;

use linia_tests::stack::ports::{free_port, is_free};
use linia_tests::stack::{
    Auth, Layout, Nats, NatsUser, Postgres, PostgresOptions, RunDir, StackError, tools,
};
use sqlx::postgres::PgConnection;
use sqlx::{Connection as _, Row as _};

fn options(run: &RunDir, port: Option<u16>) -> PostgresOptions {
    PostgresOptions {
        name: run
            .path()
            .file_name()
            .unwrap()
            .to_string_lossy()
            .into_owned(),
        port,
        auth: Auth::Scram,
        fsync: true,
        development: false,
        settings: Vec::new(),
        tls: None,
        log: run.log("postgres"),
    }
}

async fn start_nats(layout: &Layout, run: &RunDir) -> Nats {
    let server = tools::nats_server(layout).unwrap();
    Nats::start(server, run.path().join("nats"), run.log("nats"), false)
        .await
        .unwrap()
}

/// The processes that were given this word in their command line.
fn processes_with(word: &str) -> Vec<String> {
    std::fs::read_dir("/proc")
        .unwrap()
        .flatten()
        .filter_map(|entry| std::fs::read(entry.path().join("cmdline")).ok())
        .map(|line| String::from_utf8_lossy(&line).replace('\0', " "))
        .filter(|line| line.contains(word))
        .collect()
}

#[tokio::test]
async fn dropped_stack_leaves_nothing_behind() {
    let layout = Layout::discover().unwrap();
    let run = RunDir::temporary(&layout, "servers").unwrap();
    let (path, name) = (
        run.path().to_owned(),
        run.path().file_name().unwrap().to_owned(),
    );
    let name = name.to_string_lossy().into_owned();
    let (postgres, nats) = tokio::join!(
        Postgres::start(&layout, options(&run, None)),
        start_nats(&layout, &run)
    );
    let postgres = postgres.unwrap();
    let ports = [postgres.port(), nats.port()];
    assert!(postgres.is_running() && nats.is_running());
    assert!(!processes_with(&name).is_empty());

    drop((postgres, nats, run));

    assert_eq!(processes_with(&name), Vec::<String>::new());
    assert!(ports.into_iter().all(is_free));
    assert!(!path.exists());
}

#[tokio::test]
async fn killed_postgres_comes_back_with_its_data() {
    let layout = Layout::discover().unwrap();
    let run = RunDir::temporary(&layout, "servers").unwrap();
    let mut postgres = Postgres::start(&layout, options(&run, None)).await.unwrap();
    postgres
        .clock_advance(Duration::from_secs(86_400))
        .await
        .unwrap();

    postgres.kill9().await;
    assert!(!postgres.is_running());
    postgres.restart().await.unwrap();

    let ahead = postgres.clock().now().await.unwrap() - time::OffsetDateTime::now_utc();
    assert!(ahead > time::Duration::hours(23));
    postgres.clock_reset().await.unwrap();
    let ahead = postgres.clock().now().await.unwrap() - time::OffsetDateTime::now_utc();
    assert!(ahead.abs() < time::Duration::hours(1));
}

#[tokio::test]
async fn role_needs_its_own_password() {
    let layout = Layout::discover().unwrap();
    let run = RunDir::temporary(&layout, "servers").unwrap();
    let postgres = Postgres::start(&layout, options(&run, None)).await.unwrap();
    let url = postgres.url("identity", "linia");
    let mut connection = PgConnection::connect(&url).await.unwrap();
    let row = sqlx::query("SELECT current_user::text")
        .fetch_one(&mut connection)
        .await
        .unwrap();
    assert_eq!(row.get::<String, _>(0), "identity");

    let stranger = url.replace("postgres://identity:", "postgres://challenges:");
    assert!(PgConnection::connect(&stranger).await.is_err());
}

#[tokio::test]
async fn taken_port_is_refused_in_one_sentence() {
    let layout = Layout::discover().unwrap();
    let run = RunDir::temporary(&layout, "servers").unwrap();
    let port = free_port().unwrap();
    let _taken = std::net::TcpListener::bind(("127.0.0.1", port)).unwrap();
    let error = Postgres::start(&layout, options(&run, Some(port)))
        .await
        .unwrap_err();
    assert!(matches!(error, StackError::PortTaken { port: named } if named == port));
}

#[tokio::test]
async fn failed_start_tells_the_last_words() {
    let layout = Layout::discover().unwrap();
    let run = RunDir::temporary(&layout, "servers").unwrap();
    let mut options = options(&run, None);
    options
        .settings
        .push(("no_such_setting".to_owned(), "1".to_owned()));
    let error = Postgres::start(&layout, options).await.unwrap_err();
    assert!(error.to_string().contains("no_such_setting"), "{error}");
}

#[tokio::test]
async fn nats_keeps_its_streams_until_its_store_is_lost() {
    let layout = Layout::discover().unwrap();
    let run = RunDir::temporary(&layout, "servers").unwrap();
    let mut nats = start_nats(&layout, &run).await;
    let config = async_nats::jetstream::stream::Config {
        name: "LINIA_IDENTITY".to_owned(),
        subjects: vec!["linia.v1.identity.>".to_owned()],
        ..Default::default()
    };
    let context = async |nats: &Nats| {
        async_nats::jetstream::new(nats.connect(&NatsUser::admin()).await.unwrap())
    };
    context(&nats).await.create_stream(config).await.unwrap();

    nats.kill9().await;
    nats.restart().await.unwrap();
    context(&nats)
        .await
        .get_stream("LINIA_IDENTITY")
        .await
        .unwrap();

    nats.wipe_store().await.unwrap();
    nats.restart().await.unwrap();
    assert!(
        context(&nats)
            .await
            .get_stream("LINIA_IDENTITY")
            .await
            .is_err()
    );
}

#[test]
fn missing_tool_names_the_remedy() {
    let error = StackError::ToolTooOld {
        tool: "nats-server",
        path: PathBuf::from("/usr/bin/nats-server"),
        found: "2.9.10".to_owned(),
        wanted: "2.12",
    };
    assert!(error.to_string().contains("prepare.sh"));
}
