//! Why a part of the stack could not start or be driven. Each text is one sentence that a newcomer
//! can act on.

use std::path::PathBuf;

/// What went wrong with the stack.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StackError {
    /// A program is neither on the PATH nor where the preparation puts it.
    #[error("{tool} was not found: run deploy/local/prepare.sh, which installs it")]
    ToolMissing {
        /// The program.
        tool: &'static str,
    },
    /// A program is there, but too old.
    #[error("{tool} {found} in {path} is too old: {wanted} or newer is needed; run deploy/local/prepare.sh", path = .path.display())]
    ToolTooOld {
        /// The program.
        tool: &'static str,
        /// Where it is.
        path: PathBuf,
        /// The version it tells.
        found: String,
        /// The least version that will do.
        wanted: &'static str,
    },
    /// The service's program has not been built.
    #[error("{program} was not found in {directory}: build it with `cargo build --workspace --bins`", directory = .directory.display())]
    ServiceNotBuilt {
        /// The file name of the program.
        program: String,
        /// Where it was looked for.
        directory: PathBuf,
    },
    /// Somebody else listens on the port.
    #[error(
        "port {port} on 127.0.0.1 is taken: end what listens there (`ss -ltnp 'sport = :{port}'` shows it) or choose another port"
    )]
    PortTaken {
        /// The port.
        port: u16,
    },
    /// No free port was found in the range the stack draws from.
    #[error("no free port was found between {low} and {high} on 127.0.0.1: end what listens there")]
    NoFreePort {
        /// First port of the range.
        low: u16,
        /// Last port of the range.
        high: u16,
    },
    /// Root must start Postgres as somebody else, and there is nobody.
    #[error(
        "postgres refuses to run as root and there is neither a user 'postgres' nor 'nobody': create one with `useradd --system postgres`"
    )]
    NoUnprivilegedUser,
    /// A program could not be started at all.
    #[error("{name} could not be started")]
    Spawn {
        /// Name of the process in the stack.
        name: String,
        /// What the operating system said.
        #[source]
        source: std::io::Error,
    },
    /// A process ended where it should have gone on.
    #[error("{name} ended ({status}) before it was ready; its last words in {log}:\n{tail}", log = .log.display())]
    Ended {
        /// Name of the process in the stack.
        name: String,
        /// How it ended.
        status: String,
        /// Where it logs.
        log: PathBuf,
        /// The last lines of the log.
        tail: String,
    },
    /// A process runs, but did not become ready in time.
    #[error("{name} was not ready after {seconds} s; its last words in {log}:\n{tail}", log = .log.display())]
    NotReady {
        /// Name of the process in the stack.
        name: String,
        /// How long it was given.
        seconds: u64,
        /// Where it logs.
        log: PathBuf,
        /// The last lines of the log.
        tail: String,
    },
    /// A command of a service, such as `migrate`, failed.
    #[error("{name} failed ({status}); its last words in {log}:\n{tail}", log = .log.display())]
    CommandFailed {
        /// The process and its command.
        name: String,
        /// How it ended.
        status: String,
        /// Where it logs.
        log: PathBuf,
        /// The last lines of the log.
        tail: String,
    },
    /// The process is not running, so it cannot be asked for anything.
    #[error("{name} is not running")]
    NotRunning {
        /// Name of the process in the stack.
        name: String,
    },
    /// A stack of this kind runs already.
    #[error("a stack is running already (process {pid}): `linia-stack down` ends it")]
    AlreadyRunning {
        /// The process that keeps it.
        pid: u32,
    },
    /// A run of the same name is alive.
    #[error("'{name}' is running already: end it or wait for its end")]
    RunGoesOn {
        /// Name of the run.
        name: String,
    },
    /// Something on disk could not be read or written.
    #[error("{action} {path} failed", path = .path.display())]
    File {
        /// What was tried, as a gerund.
        action: &'static str,
        /// With which file.
        path: PathBuf,
        /// What the operating system said.
        #[source]
        source: std::io::Error,
    },
    /// Postgres refused what the superuser asked.
    #[error("{action} failed")]
    Postgres {
        /// What was tried.
        action: String,
        /// What Postgres said.
        #[source]
        source: sqlx::Error,
    },
    /// The broker cannot be reached, or refuses.
    #[error("the broker is not reached")]
    Broker {
        /// What its client said.
        #[source]
        source: async_nats::ConnectError,
    },
    /// A command of Compose failed.
    #[error("`docker compose {command}` failed: {said}")]
    Compose {
        /// The command.
        command: String,
        /// What it said.
        said: String,
    },
    /// A server of a Compose project did not answer as it must.
    #[error("asking {url} failed")]
    Asked {
        /// What was asked for.
        url: String,
        /// Why it failed.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A socket of a sink could not be opened.
    #[error("the {name} could not listen")]
    Listen {
        /// The sink.
        name: &'static str,
        /// What the operating system said.
        #[source]
        source: std::io::Error,
    },
    /// A certificate could not be made.
    #[error("a certificate cannot be made")]
    Certificate(#[from] rcgen::Error),
    /// A helper thread or task of the stack was lost.
    #[error("the stack's own {what} was lost; this is a defect of the stack")]
    Internal {
        /// The part.
        what: &'static str,
    },
}

/// What the functions of the stack return.
pub type Result<T, E = StackError> = std::result::Result<T, E>;

impl StackError {
    /// For `map_err`: a failure with a file.
    pub(crate) fn file(
        action: &'static str,
        path: &std::path::Path,
    ) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::File {
            action,
            path,
            source,
        }
    }

    /// For `map_err`: a failure of Postgres.
    pub(crate) fn postgres(action: impl Into<String>) -> impl FnOnce(sqlx::Error) -> Self {
        let action = action.into();
        move |source| Self::Postgres { action, source }
    }

    /// The error and its causes on one line each, for people.
    #[must_use]
    pub fn report(&self) -> String {
        let mut text = self.to_string();
        let mut cause = std::error::Error::source(self);
        while let Some(error) = cause {
            text.push_str(&format!("\n  because: {error}"));
            cause = error.source();
        }
        text
    }
}
