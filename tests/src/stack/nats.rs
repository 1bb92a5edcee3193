//! A private NATS server with JetStream, its accounts and users.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use async_nats::{Client, ConnectError, ConnectOptions};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::authority::CertificateFiles;
use super::error::{Result, StackError};
use super::layout::remove;
use super::nats_users::{NatsPasswords, NatsUser, with_chassis};
use super::ports;
use super::process::{Process, ProcessSpec, Signal};
use super::retry::poll_until;

const CONFIGURATION: &str = include_str!("../../../deploy/nats/nats-server.conf");
const READY_LIMIT: Duration = Duration::from_secs(60);
const STOP_GRACE: Duration = Duration::from_secs(10);

/// A running, stopped or killed server; dropped, it ends.
#[derive(Debug)]
pub struct Nats {
    server: PathBuf,
    directory: PathBuf,
    log: PathBuf,
    port: u16,
    monitor_port: u16,
    passwords: NatsPasswords,
    tls: Option<CertificateFiles>,
    process: Option<Process>,
}

impl Nats {
    /// Starts a server with an empty store in `directory`, logging to `log`.
    ///
    /// `development` adds the user `chassis`.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn start(
        server: PathBuf,
        directory: PathBuf,
        log: PathBuf,
        development: bool,
    ) -> Result<Self> {
        Self::start_with(server, directory, log, development, None).await
    }

    /// The same; with certificates it lets in only who shows one of the same authority.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn start_with(
        server: PathBuf,
        directory: PathBuf,
        log: PathBuf,
        development: bool,
        tls: Option<CertificateFiles>,
    ) -> Result<Self> {
        fs::create_dir_all(&directory).map_err(StackError::file("creating", &directory))?;
        let mut nats = Self {
            server,
            directory,
            log,
            port: ports::free_port()?,
            monitor_port: ports::free_port()?,
            passwords: NatsPasswords::random(),
            tls,
            process: None,
        };
        let configuration = if development {
            with_chassis(CONFIGURATION)
        } else {
            CONFIGURATION.to_owned()
        };
        let passwords = nats.passwords.file_for(&configuration);
        for (path, text) in [
            (nats.configuration(), configuration),
            (nats.directory.join("passwords.conf"), passwords),
        ] {
            fs::write(&path, text).map_err(StackError::file("writing", &path))?;
        }
        nats.launch().await?;
        Ok(nats)
    }

    /// Where clients connect.
    #[must_use]
    pub fn url(&self) -> String {
        let scheme = if self.tls.is_some() { "tls" } else { "nats" };
        format!("{scheme}://127.0.0.1:{}", self.port)
    }

    /// The client port.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// Where the server tells about itself over HTTP.
    #[must_use]
    pub fn monitor_url(&self) -> String {
        format!("http://127.0.0.1:{}", self.monitor_port)
    }

    /// The passwords of all users.
    #[must_use]
    pub fn passwords(&self) -> Vec<String> {
        self.passwords.all()
    }

    /// The password of a user.
    #[must_use]
    pub fn password(&self, user: &NatsUser) -> &str {
        self.passwords.of(user)
    }

    /// The options to connect as a user, with the inbox that it may listen to.
    #[must_use]
    pub fn connect_options(&self, user: &NatsUser) -> ConnectOptions {
        let (name, password) = (user.name().to_owned(), self.password(user).to_owned());
        let options = ConnectOptions::with_user_and_password(name, password)
            .custom_inbox_prefix(user.inbox_prefix());
        match self.tls.clone() {
            None => options,
            Some(files) => options
                .add_root_certificates(files.authority)
                .add_client_certificate(files.certificate, files.key),
        }
    }

    /// Connects as a user.
    ///
    /// # Errors
    /// When the server is down or refuses the user.
    pub async fn connect(&self, user: &NatsUser) -> Result<Client, ConnectError> {
        self.connect_options(user).connect(self.url()).await
    }

    /// Ends it properly.
    pub async fn stop(&mut self) {
        if let Some(process) = self.process.take() {
            process.stop(Signal::TERM, STOP_GRACE).await;
        }
    }

    /// Kills it as a crash would.
    pub async fn kill9(&mut self) {
        if let Some(process) = self.process.take() {
            process.kill9().await;
        }
    }

    /// Starts it again on the same store and port.
    ///
    /// # Errors
    /// When it does not become ready.
    pub async fn restart(&mut self) -> Result<()> {
        self.stop().await;
        self.launch().await
    }

    /// Kills it if it runs and removes every stream, as a lost disk would.
    ///
    /// # Errors
    /// When the store cannot be removed.
    pub async fn wipe_store(&mut self) -> Result<()> {
        self.kill9().await;
        remove(&self.store())
    }

    /// Does the server run?
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.process.as_ref().is_some_and(Process::is_running)
    }

    fn store(&self) -> PathBuf {
        self.directory.join("store")
    }

    fn configuration(&self) -> PathBuf {
        self.directory.join("nats-server.conf")
    }

    async fn launch(&mut self) -> Result<()> {
        let mut spec = ProcessSpec::new("nats-server", &self.server)
            .args([
                Path::new("-c").as_os_str(),
                self.configuration().as_os_str(),
            ])
            .args(["-a", "127.0.0.1", "-p"])
            .args([
                self.port.to_string(),
                "-m".to_owned(),
                self.monitor_port.to_string(),
            ])
            .args(self.tls.iter().flat_map(tls_arguments))
            .log(self.log.clone());
        spec.env.insert(
            "NATS_STORE_DIR".to_owned(),
            format!("\"{}\"", self.store().display()),
        );
        let process = Process::spawn(spec).await?;
        let port = self.monitor_port;
        let ready = poll_until(READY_LIMIT, async || match healthy(port).await {
            Ok(true) => Some(Ok(())),
            _ if !process.is_running() => Some(Err(process.ended_error())),
            _ => None,
        });
        ready
            .await
            .unwrap_or_else(|| Err(process.not_ready_error(READY_LIMIT)))?;
        self.process = Some(process);
        Ok(())
    }
}

fn tls_arguments(files: &CertificateFiles) -> [String; 5] {
    let file = |name: &str, path: &Path| format!("--{name}={}", path.display());
    [
        "--tls".to_owned(),
        "--tlsverify".to_owned(),
        file("tlscert", &files.certificate),
        file("tlskey", &files.key),
        file("tlscacert", &files.authority),
    ]
}

// The server answers 200 once JetStream has recovered its streams. One request over HTTP/1.0 needs
// no client library.
async fn healthy(port: u16) -> std::io::Result<bool> {
    let mut connection = TcpStream::connect(("127.0.0.1", port)).await?;
    connection
        .write_all(b"GET /healthz HTTP/1.0\r\n\r\n")
        .await?;
    let mut answer = Vec::new();
    connection.read_to_end(&mut answer).await?;
    Ok(answer.starts_with(b"HTTP/1.0 200"))
}
