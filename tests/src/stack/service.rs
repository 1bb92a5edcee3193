//! One process of one service.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::ExitStatus;
use std::time::Duration;

use tonic::transport::{Channel, ClientTlsConfig, Endpoint};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;

use super::error::{Result, StackError};
use super::layout::{Layout, remove};
use super::process::{Process, ProcessSpec, Signal, log_tail};
use super::retry::poll_until;
use super::secrets;

const READY_LIMIT: Duration = Duration::from_secs(30);
const STOP_GRACE: Duration = Duration::from_secs(30);

/// The five services.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Service {
    /// Accounts, sessions, organizations, keys.
    Identity,
    /// Programmes, challenges, stages, awards.
    Challenges,
    /// Entries, works, juries, reviews, rankings.
    Submissions,
    /// Inbox, mails, webhooks.
    Notifications,
    /// Indicators, exports, the open-data feed.
    Reporting,
}

impl Service {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Identity,
        Self::Challenges,
        Self::Submissions,
        Self::Notifications,
        Self::Reporting,
    ];

    /// Its name: of the crate's folder, the schema, the role, the subject.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Challenges => "challenges",
            Self::Submissions => "submissions",
            Self::Notifications => "notifications",
            Self::Reporting => "reporting",
        }
    }

    /// A variable of its environment: `LINIA_<SERVICE>__<KEY>`.
    #[must_use]
    pub fn variable(self, key: &str) -> String {
        format!("LINIA_{}__{key}", self.name().to_uppercase())
    }

    /// The service's program in the build that the running program belongs to.
    ///
    /// # Errors
    /// [`StackError::ServiceNotBuilt`].
    pub fn program(self, layout: &Layout) -> Result<PathBuf> {
        self.program_in(&layout.programs)
    }

    /// The service's program in a directory.
    ///
    /// # Errors
    /// [`StackError::ServiceNotBuilt`].
    pub fn program_in(self, directory: &Path) -> Result<PathBuf> {
        let program = format!("linia-{}", self.name());
        let path = directory.join(&program);
        if path.exists() {
            return Ok(path);
        }
        Err(StackError::ServiceNotBuilt {
            program,
            directory: directory.to_owned(),
        })
    }
}

impl fmt::Display for Service {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// One process of a service: set up, running, stopped or killed; dropped, it ends.
#[derive(Debug)]
pub struct ServiceProcess {
    service: Service,
    name: String,
    program: PathBuf,
    port: u16,
    env: BTreeMap<String, String>,
    log: PathBuf,
    tls: Option<Tls>,
    process: Option<Process>,
}

/// How a process is reached that speaks TLS.
#[derive(Debug, Clone)]
struct Tls {
    caller: ClientTlsConfig,
    /// Where it tells of its health, in plain text.
    health: u16,
}

impl ServiceProcess {
    /// A process that is not started yet; `name` tells replicas apart in messages and logs.
    #[must_use]
    pub fn new(
        service: Service,
        name: String,
        program: PathBuf,
        port: u16,
        env: BTreeMap<String, String>,
        log: PathBuf,
    ) -> Self {
        Self {
            service,
            name,
            program,
            port,
            env,
            log,
            tls: None,
            process: None,
        }
    }

    /// Which service it is.
    #[must_use]
    pub const fn service(&self) -> Service {
        self.service
    }

    /// Where its gRPC server listens.
    #[must_use]
    pub fn endpoint(&self) -> String {
        let scheme = if self.tls.is_some() { "https" } else { "http" };
        format!("{scheme}://127.0.0.1:{}", self.port)
    }

    /// A connection to it that is opened at the first call and again after each restart.
    ///
    /// # Panics
    /// Never: the endpoint is made here.
    #[must_use]
    pub fn channel(&self) -> Channel {
        let endpoint = endpoint(self.endpoint());
        let endpoint = match &self.tls {
            None => endpoint,
            Some(tls) => endpoint
                .tls_config(tls.caller.clone())
                .expect("what the authority has issued can be read"),
        };
        endpoint.connect_lazy()
    }

    /// A connection on which it tells of its health.
    fn health(&self) -> Channel {
        match &self.tls {
            None => self.channel(),
            Some(tls) => endpoint(format!("http://127.0.0.1:{}", tls.health)).connect_lazy(),
        }
    }

    /// The port that its gRPC server listens on.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// The same process, reached over TLS; it tells of its health on a port of its own.
    #[must_use]
    pub fn with_tls(self, caller: ClientTlsConfig, health: u16) -> Self {
        let tls = Some(Tls { caller, health });
        Self { tls, ..self }
    }

    /// The same process of another build.
    #[must_use]
    pub fn with_program(self, program: PathBuf) -> Self {
        Self { program, ..self }
    }

    /// Its environment, secrets included.
    #[must_use]
    pub const fn env(&self) -> &BTreeMap<String, String> {
        &self.env
    }

    /// Sets a variable for the next start.
    pub fn set_env(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.env.insert(name.into(), value.into());
    }

    /// Removes a variable for the next start.
    pub fn remove_env(&mut self, name: &str) {
        self.env.remove(name);
    }

    /// Its log file.
    #[must_use]
    pub const fn log(&self) -> &PathBuf {
        &self.log
    }

    /// The process id while it runs.
    #[must_use]
    pub fn pid(&self) -> Option<u32> {
        self.process
            .as_ref()
            .filter(|process| process.is_running())
            .map(Process::pid)
    }

    /// Does it run?
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.pid().is_some()
    }

    /// Runs one of its other commands, such as `migrate`, to the end.
    ///
    /// # Errors
    /// [`StackError::CommandFailed`] with the last words of the log.
    pub async fn run<A: AsRef<str>>(&self, args: &[A]) -> Result<()> {
        let process = Process::spawn(self.spec(args)).await?;
        match process.wait().await {
            Some(status) if status.success() => Ok(()),
            status => Err(self.command_error(args, status)),
        }
    }

    /// Runs one of its other commands to the end and returns what it printed.
    ///
    /// # Errors
    /// [`StackError::CommandFailed`] with the last words of the log, to which its errors go.
    pub async fn run_for_output<A: AsRef<str>>(&self, args: &[A]) -> Result<String> {
        // A file, not a pipe, which a talkative command could fill; gone at once, because what it
        // holds may be a secret.
        let path = self.log.with_extension(secrets::password());
        let mut spec = self.spec(args);
        spec.stdout = Some(path.clone());
        let status = Process::spawn(spec).await?.wait().await;
        let output = std::fs::read_to_string(&path).map_err(StackError::file("reading", &path));
        remove(&path)?;
        match status {
            Some(status) if status.success() => output,
            status => Err(self.command_error(args, status)),
        }
    }

    /// Starts it and waits until its health service says that it serves.
    ///
    /// # Errors
    /// When it ends before it is ready, or is not ready in time; both with the last words of its log.
    pub async fn start(&mut self) -> Result<()> {
        self.process = None;
        let process = Process::spawn(self.spec(&["serve"])).await?;
        let channel = self.health();
        let ready = poll_until(READY_LIMIT, async || {
            if !process.is_running() {
                return Some(Err(process.ended_error()));
            }
            serving(channel.clone()).await.then_some(Ok(()))
        });
        ready
            .await
            .unwrap_or_else(|| Err(process.not_ready_error(READY_LIMIT)))?;
        self.process = Some(process);
        Ok(())
    }

    /// Starts it without waiting for anything.
    ///
    /// # Errors
    /// When it cannot be started at all.
    pub async fn launch(&mut self) -> Result<()> {
        self.process = None;
        self.process = Some(Process::spawn(self.spec(&["serve"])).await?);
        Ok(())
    }

    /// Sends SIGTERM and waits; returns how it ended, `None` if it had to be killed after 30 s.
    pub async fn stop(&mut self) -> Option<ExitStatus> {
        let process = self.process.take()?;
        process.stop(Signal::TERM, STOP_GRACE).await
    }

    /// Sends SIGTERM and waits until it has ended properly.
    ///
    /// # Errors
    /// [`StackError::CommandFailed`] if it ends otherwise, or had to be killed after 30 s.
    pub async fn end(&mut self) -> Result<()> {
        match self.stop().await {
            Some(status) if status.success() => Ok(()),
            status => Err(self.command_error(&["serve"], status)),
        }
    }

    /// Kills it as a crash would.
    pub async fn kill9(&mut self) {
        if let Some(process) = self.process.take() {
            process.kill9().await;
        }
    }

    /// Waits until it ends by itself, at a failpoint for example.
    pub async fn wait(&self) -> Option<ExitStatus> {
        match &self.process {
            Some(process) => process.wait().await,
            None => None,
        }
    }

    fn spec<A: AsRef<str>>(&self, args: &[A]) -> ProcessSpec {
        let words = args.iter().map(|argument| argument.as_ref().to_owned());
        let mut spec = ProcessSpec::new(&self.name, &self.program)
            .args(words)
            .log(self.log.clone());
        spec.env.clone_from(&self.env);
        if args
            .first()
            .is_some_and(|command| command.as_ref() == "serve")
        {
            // Who serves may not change streams, not even by mistake.
            spec.env.retain(|name, _| {
                !name.contains("__NATS__ADMIN_") && !name.contains("__NATS__PUBLIC_ADMIN_")
            });
        }
        spec.env_hidden = &["LINIA_", "OTEL_", "DATABASE_"];
        spec
    }

    fn command_error<A: AsRef<str>>(&self, args: &[A], status: Option<ExitStatus>) -> StackError {
        let args: Vec<_> = args.iter().map(AsRef::as_ref).collect();
        StackError::CommandFailed {
            name: format!("{} {}", self.name, args.join(" ")),
            status: status.map_or_else(|| "unknown".to_owned(), |status| status.to_string()),
            log: self.log.clone(),
            tail: log_tail(&self.log),
        }
    }
}

fn endpoint(address: String) -> Endpoint {
    Endpoint::from_shared(address).expect("an address and a port make a valid URI")
}

async fn serving(channel: Channel) -> bool {
    let mut request = tonic::Request::new(HealthCheckRequest {
        service: String::new(),
    });
    request.set_timeout(Duration::from_secs(1));
    let answer = HealthClient::new(channel).check(request).await;
    answer.is_ok_and(|answer| answer.into_inner().status() == ServingStatus::Serving)
}
