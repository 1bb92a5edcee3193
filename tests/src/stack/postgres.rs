//! A private Postgres cluster with the roles, database and clock of Linia.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use sqlx::Connection as _;
use sqlx::postgres::PgConnection;

use super::authority::CertificateFiles;
use super::clock::Clock;
use super::error::{Result, StackError};
use super::layout::{Layout, remove};
use super::ports;
use super::postgres_admin as admin;
use super::postgres_files::{PostgresFiles, SUPERUSER};
use super::process::{Process, ProcessSpec, Signal};
use super::retry::poll_until;
use super::secrets;
use super::service::Service;

/// Name of the database that all services share, each in its schema.
pub const DATABASE: &str = "linia";

// Recovery after a crash under load takes its time on a slow disk.
const READY_LIMIT: Duration = Duration::from_secs(120);
const STOP_GRACE: Duration = Duration::from_secs(30);

/// How roles prove who they are; in either way each connects as itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Auth {
    /// By name alone: for throw-away data of tests.
    Trust,
    /// By a password that is random for each stack.
    Scram,
}

/// What kind of cluster to start.
#[derive(Debug, Clone)]
pub struct PostgresOptions {
    /// Name of its directory.
    pub name: String,
    /// Its port; `None`: any that is free.
    pub port: Option<u16>,
    /// How roles prove who they are.
    pub auth: Auth,
    /// Whether commits reach the disk: off only where a crash of the machine costs nothing.
    pub fsync: bool,
    /// Whether the chassis has a role and a schema too.
    pub development: bool,
    /// More server settings, such as `("shared_buffers", "512MB")`.
    pub settings: Vec<(String, String)>,
    /// Its certificate; with one, services connect over TLS only.
    pub tls: Option<CertificateFiles>,
    /// Where it logs.
    pub log: PathBuf,
}

/// A running, stopped or killed cluster; dropped, it ends and its data are removed.
#[derive(Debug)]
pub struct Postgres {
    options: PostgresOptions,
    files: PostgresFiles,
    directory: PathBuf,
    port: u16,
    passwords: BTreeMap<String, String>,
    process: Option<Process>,
}

impl Postgres {
    /// Makes a new cluster, starts it and sets up roles, the database `linia` and its clock.
    ///
    /// # Errors
    /// When a program is missing, the port is taken, or Postgres does not start.
    pub async fn start(layout: &Layout, options: PostgresOptions) -> Result<Self> {
        let port = match options.port {
            Some(port) => ports::require_free(port).map(|()| port)?,
            None => ports::free_port()?,
        };
        let files = PostgresFiles::discover(layout).await?;
        let directory = files.create(&options.name, &options.log).await?;
        let password = PostgresFiles::initial_password(&directory)?;
        let passwords = BTreeMap::from([(SUPERUSER.to_owned(), password)]);
        let mut postgres = Self {
            options,
            files,
            directory,
            port,
            passwords,
            process: None,
        };
        postgres.write_access_rules()?;
        postgres.write_certificate()?;
        postgres.launch().await?;
        postgres.set_up().await?;
        Ok(postgres)
    }

    /// The port it listens on, on 127.0.0.1.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// The directory with `pgbench` and the other programs of this server.
    #[must_use]
    pub fn bin(&self) -> &std::path::Path {
        &self.files.bin
    }

    /// URL of a role in a database of this cluster, its password included.
    #[must_use]
    pub fn url(&self, role: &str, database: &str) -> String {
        let password = match self.options.auth {
            Auth::Trust => String::new(),
            Auth::Scram => self
                .passwords
                .get(role)
                .map(|it| format!(":{it}"))
                .unwrap_or_default(),
        };
        let port = self.port;
        let url = format!("postgres://{role}{password}@127.0.0.1:{port}/{database}");
        match &self.options.tls {
            Some(files) if role != SUPERUSER => {
                let authority = files.authority.display();
                format!("{url}?sslmode=verify-full&sslrootcert={authority}")
            }
            Some(_) | None => url,
        }
    }

    /// URL of the superuser in a database of this cluster.
    #[must_use]
    pub fn superuser_url(&self, database: &str) -> String {
        self.url(SUPERUSER, database)
    }

    /// The clock of the database `linia`.
    #[must_use]
    pub fn clock(&self) -> Clock {
        Clock::new(self.superuser_url(DATABASE))
    }

    /// Moves the clock of the database `linia` forward.
    ///
    /// # Errors
    /// When Postgres is down.
    pub async fn clock_advance(&self, by: Duration) -> Result<()> {
        self.clock().advance(by).await
    }

    /// Puts the clock of the database `linia` back to the real time.
    ///
    /// # Errors
    /// When Postgres is down.
    pub async fn clock_reset(&self) -> Result<()> {
        self.clock().reset().await
    }

    /// Creates one more database with the same roles' schemas and a clock of its own.
    ///
    /// # Errors
    /// When Postgres refuses.
    pub async fn create_database(&self, name: &str) -> Result<()> {
        admin::create_database(&self.superuser_url(SUPERUSER), name).await?;
        admin::apply_database(&self.superuser_url(name), self.options.development).await
    }

    /// Ends it properly: connections are cut, everything is written.
    pub async fn stop(&mut self) {
        if let Some(process) = self.process.take() {
            process.stop(Signal::INT, STOP_GRACE).await;
        }
    }

    /// Kills it as a crash would; its own children notice and end.
    pub async fn kill9(&mut self) {
        if let Some(process) = self.process.take() {
            process.kill9().await;
        }
    }

    /// Starts it again on the same data and port, after [`Self::stop`] or [`Self::kill9`].
    ///
    /// # Errors
    /// When it does not become ready.
    pub async fn restart(&mut self) -> Result<()> {
        self.stop().await;
        self.launch().await
    }

    /// Does the server run?
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.process.as_ref().is_some_and(Process::is_running)
    }

    async fn launch(&mut self) -> Result<()> {
        let switch = |on: bool| if on { "on" } else { "off" };
        let fsync = switch(self.options.fsync);
        let mut settings = vec![
            ("listen_addresses", "127.0.0.1".to_owned()),
            ("unix_socket_directories", String::new()),
            ("port", self.port.to_string()),
            ("fsync", fsync.to_owned()),
            ("full_page_writes", fsync.to_owned()),
            ("synchronous_commit", fsync.to_owned()),
            ("max_connections", "300".to_owned()),
            ("timezone", "UTC".to_owned()),
            ("log_timezone", "UTC".to_owned()),
            ("ssl", switch(self.options.tls.is_some()).to_owned()),
        ];
        settings.extend(
            self.options
                .settings
                .iter()
                .map(|(name, value)| (name.as_str(), value.clone())),
        );
        let mut spec = ProcessSpec::new("postgres", self.files.bin.join("postgres"))
            .args([
                std::ffi::OsString::from("-D"),
                self.directory.clone().into_os_string(),
            ])
            .args(
                settings
                    .iter()
                    .flat_map(|(name, value)| ["-c".to_owned(), format!("{name}={value}")]),
            )
            .log(self.options.log.clone());
        spec.user.clone_from(&self.files.user);
        spec.env_hidden = &["PG"];
        // "Immediate": its children and shared memory go with it, and nobody waits for a checkpoint.
        spec.on_death = Signal::QUIT;
        let process = Process::spawn(spec).await?;
        let url = self.superuser_url(SUPERUSER);
        let ready = poll_until(READY_LIMIT, async || {
            match PgConnection::connect(&url).await {
                Ok(_) => Some(Ok(())),
                Err(_) if !process.is_running() => Some(Err(process.ended_error())),
                Err(_) => None,
            }
        });
        ready
            .await
            .unwrap_or_else(|| Err(process.not_ready_error(READY_LIMIT)))?;
        self.process = Some(process);
        Ok(())
    }

    async fn set_up(&mut self) -> Result<()> {
        admin::apply_cluster(&self.superuser_url(SUPERUSER), self.options.development).await?;
        if self.options.auth == Auth::Scram {
            let mut passwords: BTreeMap<_, _> = Service::ALL
                .into_iter()
                .flat_map(|service| {
                    [
                        service.name().to_owned(),
                        format!("{}_owner", service.name()),
                    ]
                })
                .map(|role| (role, secrets::password()))
                .collect();
            passwords.insert(SUPERUSER.to_owned(), secrets::password());
            admin::set_passwords(&self.superuser_url(SUPERUSER), &passwords).await?;
            self.passwords = passwords;
        }
        self.create_database(DATABASE).await
    }

    fn write_access_rules(&self) -> Result<()> {
        let method = match self.options.auth {
            Auth::Trust => "trust",
            Auth::Scram => "scram-sha-256",
        };
        let path = self.directory.join("pg_hba.conf");
        let services = if self.options.tls.is_some() {
            "hostssl"
        } else {
            "host"
        };
        let rules = format!(
            "host all {SUPERUSER} 127.0.0.1/32 {method}\n\
             {services} all all 127.0.0.1/32 {method}\n"
        );
        std::fs::write(&path, rules).map_err(StackError::file("writing", &path))
    }

    /// Under the names by which the server looks for them.
    fn write_certificate(&self) -> Result<()> {
        let Some(files) = &self.options.tls else {
            return Ok(());
        };
        for (from, name) in [
            (&files.certificate, "server.crt"),
            (&files.key, "server.key"),
        ] {
            self.files.put(from, &self.directory.join(name))?;
        }
        Ok(())
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        drop(self.process.take());
        let _ = remove(&self.directory);
    }
}
