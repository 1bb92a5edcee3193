//! For the integration tests of one service: a fresh database and a fresh broker for each test.

use std::ops::{Deref, DerefMut};
use std::path::Path;

use uuid::Uuid;

use crate::stack::postgres_admin as admin;
use crate::stack::{Clock, Layout, Nats, RunDir, StackError, tools};

/// The variable with the superuser's URL of the cluster that all tests share.
pub const POSTGRES_VARIABLE: &str = "LINIA_TEST_POSTGRES_URL";

/// A database of its own with every role, schema and clock, as production has it; empty of tables
/// until the service's migrations run. Dropped, it is gone.
#[derive(Debug)]
pub struct TestDatabase {
    /// Its name.
    pub name: String,
    /// For the role that owns the service's schema and runs its migrations.
    pub owner_url: String,
    /// For the role that the service runs as.
    pub service_url: String,
    /// For whom everything is allowed: moving the clock, looking everywhere.
    pub superuser_url: String,
    cluster_url: String,
}

impl TestDatabase {
    /// Makes a database for a test of this service (`chassis` is one too).
    ///
    /// # Panics
    /// When the shared cluster is not there, with the remedy.
    pub async fn create(service: &str) -> Self {
        let cluster_url = std::env::var(POSTGRES_VARIABLE).unwrap_or_else(|_| {
            panic!(
                "{POSTGRES_VARIABLE} is not set: run the tests through `make test`, or one crate's with \
                 `cargo run -p linia-tests --bin linia-stack -- exec cargo nextest run -p <crate>`"
            )
        });
        let name = format!("test_{}", Uuid::new_v4().simple());
        let url = |role: &str| {
            url_of(&cluster_url, role, &name).unwrap_or_else(|| {
                panic!(
                    "{POSTGRES_VARIABLE} must be like postgres://postgres@127.0.0.1:5432/postgres"
                )
            })
        };
        let database = Self {
            owner_url: url(&format!("{service}_owner")),
            service_url: url(service),
            superuser_url: url("postgres"),
            name,
            cluster_url,
        };
        database
            .set_up()
            .await
            .unwrap_or_else(|error| panic!("{}", error.report()));
        database
    }

    /// The clock of this database alone.
    #[must_use]
    pub fn clock(&self) -> Clock {
        Clock::new(self.superuser_url.clone())
    }

    /// URL of another role in this database.
    ///
    /// # Panics
    /// Never after `create`, which has checked the cluster's URL.
    #[must_use]
    pub fn url(&self, role: &str) -> String {
        url_of(&self.cluster_url, role, &self.name).expect("the URL has been taken apart before")
    }

    async fn set_up(&self) -> Result<(), StackError> {
        admin::create_database(&self.cluster_url, &self.name).await?;
        admin::apply_database(&self.superuser_url, true).await
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let (url, name) = (self.cluster_url.clone(), self.name.clone());
        // `drop` cannot wait on the test's runtime, so it has one of its own for a moment. What
        // remains after a failure goes with the cluster.
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build();
            runtime.map(|runtime| runtime.block_on(admin::drop_database(&url, &name)))
        });
        let _ = dropped.join();
    }
}

// The cluster trusts names on the loopback interface, so URLs carry no passwords.
fn url_of(cluster_url: &str, role: &str, database: &str) -> Option<String> {
    let (_, host) = cluster_url.strip_prefix("postgres://")?.split_once('@')?;
    let (host, _) = host.split_once('/')?;
    Some(format!("postgres://{role}@{host}/{database}"))
}

/// A directory of its own. Dropped, it is gone.
#[derive(Debug)]
pub struct TestDirectory(RunDir);

impl TestDirectory {
    /// Makes it.
    ///
    /// # Panics
    /// When it cannot be made, with the remedy.
    #[must_use]
    pub fn create(name: &str) -> Self {
        Layout::discover()
            .and_then(|layout| RunDir::temporary(&layout, name))
            .map(Self)
            .unwrap_or_else(|error| panic!("{}", error.report()))
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.0.path()
    }
}

/// A broker of its own with all accounts and users, `chassis` included, and no streams. Dropped,
/// it ends.
#[derive(Debug)]
pub struct TestNats {
    nats: Nats,
    _run: RunDir,
}

impl TestNats {
    /// Starts it.
    ///
    /// # Panics
    /// When it cannot be started, with the remedy.
    pub async fn start() -> Self {
        Self::try_start()
            .await
            .unwrap_or_else(|error| panic!("{}", error.report()))
    }

    async fn try_start() -> Result<Self, StackError> {
        let layout = Layout::discover()?;
        let run = RunDir::temporary(&layout, "nats")?;
        let server = tools::nats_server(&layout)?;
        let nats = Nats::start(server, run.path().join("nats"), run.log("nats"), true).await?;
        Ok(Self { nats, _run: run })
    }
}

impl Deref for TestNats {
    type Target = Nats;

    fn deref(&self) -> &Nats {
        &self.nats
    }
}

impl DerefMut for TestNats {
    fn deref_mut(&mut self) -> &mut Nats {
        &mut self.nats
    }
}
