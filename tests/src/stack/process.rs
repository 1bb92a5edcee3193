//! A child process that cannot outlive its owner.
//!
//! Each child has a process group of its own (Ctrl-C on the terminal is for us, not for it) and a
//! log file. It ends when its [`Process`] is dropped, and, should this process die without dropping
//! anything (`kill -9`, an abort), by the kernel's parent-death signal, which `setpriv` asks for.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::{File, OpenOptions};
use std::os::fd::OwnedFd;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use rustix::process::{Pid, PidfdFlags, pidfd_open, pidfd_send_signal};
use tokio::sync::{oneshot, watch};

pub use rustix::process::Signal;

use super::error::{Result, StackError};

const LOG_TAIL_LINES: usize = 25;

/// What to run and how.
#[derive(Debug, Clone)]
pub struct ProcessSpec {
    /// Name in messages.
    pub name: String,
    /// The program's path.
    pub program: PathBuf,
    /// Its arguments.
    pub args: Vec<OsString>,
    /// Variables added to the environment of this process.
    pub env: BTreeMap<String, String>,
    /// Beginnings of variable names that are not inherited.
    pub env_hidden: &'static [&'static str],
    /// Where its output goes, appended; `None`: to the same place as ours.
    pub log: Option<PathBuf>,
    /// Where its standard output goes instead, replacing what was there; needs `log`.
    pub stdout: Option<PathBuf>,
    /// User to run as; only root may choose one.
    pub user: Option<String>,
    /// What the kernel sends it when this process dies.
    pub on_death: Signal,
    /// Whether it is in a process group of its own.
    pub own_group: bool,
}

impl ProcessSpec {
    /// A process without arguments that is killed at once when its owner dies.
    #[must_use]
    pub fn new(name: impl Into<String>, program: impl Into<PathBuf>) -> Self {
        Self {
            name: name.into(),
            program: program.into(),
            args: Vec::new(),
            env: BTreeMap::new(),
            env_hidden: &[],
            log: None,
            stdout: None,
            user: None,
            on_death: Signal::KILL,
            own_group: true,
        }
    }

    /// Adds arguments.
    #[must_use]
    pub fn args<A: Into<OsString>>(mut self, args: impl IntoIterator<Item = A>) -> Self {
        self.args.extend(args.into_iter().map(Into::into));
        self
    }

    /// Sends the output to a file.
    #[must_use]
    pub fn log(mut self, path: PathBuf) -> Self {
        self.log = Some(path);
        self
    }

    fn command(&self) -> Result<Command> {
        // `setpriv` execs the program: the process id stays the same.
        let mut command = Command::new("setpriv");
        if let Some(user) = &self.user {
            command.args([
                "--reuid",
                user,
                "--regid",
                user_group(user),
                "--init-groups",
            ]);
        }
        command.arg("--pdeathsig").arg(signal_name(self.on_death));
        command.arg("--").arg(&self.program).args(&self.args);
        for (name, _) in std::env::vars_os() {
            let text = name.to_string_lossy();
            if self
                .env_hidden
                .iter()
                .any(|hidden| text.starts_with(hidden))
            {
                command.env_remove(&name);
            }
        }
        command.envs(&self.env);
        if self.own_group {
            command.process_group(0);
        }
        if let Some(path) = &self.log {
            let log = open_log(path)?;
            let output = match &self.stdout {
                Some(path) => File::create(path).map_err(StackError::file("creating", path))?,
                None => log.try_clone().map_err(StackError::file("opening", path))?,
            };
            command.stdin(Stdio::null()).stdout(output).stderr(log);
        }
        Ok(command)
    }
}

/// A running (or ended) child process.
#[derive(Debug)]
pub struct Process {
    name: String,
    pid: u32,
    handle: Arc<OwnedFd>,
    log: Option<PathBuf>,
    on_drop: Signal,
    status: watch::Receiver<Option<ExitStatus>>,
    waiter: Option<JoinHandle<()>>,
}

impl Process {
    /// Starts a process; returns as soon as it exists.
    ///
    /// # Errors
    /// [`StackError::Spawn`] when it cannot be started, [`StackError::File`] for its log.
    pub async fn spawn(spec: ProcessSpec) -> Result<Self> {
        let mut command = spec.command()?;
        let (started, start) = oneshot::channel();
        let (ended, status) = watch::channel(None);
        // The parent-death signal comes when the *thread* that started the child ends, so each
        // child has a thread that starts it and waits for it.
        let waiter = std::thread::spawn(move || {
            let started_child = command.spawn().and_then(|child| {
                let handle = pidfd_open(Pid::from_child(&child), PidfdFlags::empty())?;
                Ok((child, Arc::new(handle)))
            });
            match started_child {
                Ok((mut child, handle)) => {
                    if started.send(Ok((child.id(), handle))).is_err() {
                        // Whoever wanted it has been cancelled meanwhile.
                        let _ = child.kill();
                    }
                    let _ = ended.send(child.wait().ok());
                }
                Err(error) => drop(started.send(Err(error))),
            }
        });
        let (pid, handle) = start
            .await
            .map_err(|_| StackError::Internal { what: "starter" })?
            .map_err(|source| match source.kind() {
                std::io::ErrorKind::NotFound => StackError::ToolMissing { tool: "setpriv" },
                _ => StackError::Spawn {
                    name: spec.name.clone(),
                    source,
                },
            })?;
        Ok(Self {
            name: spec.name,
            pid,
            handle,
            log: spec.log,
            on_drop: spec.on_death,
            status,
            waiter: Some(waiter),
        })
    }

    /// Its process id.
    #[must_use]
    pub const fn pid(&self) -> u32 {
        self.pid
    }

    /// Its name in messages.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How it ended, or `None` while it runs.
    #[must_use]
    pub fn status(&self) -> Option<ExitStatus> {
        *self.status.borrow()
    }

    /// Is it still running?
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.waiter
            .as_ref()
            .is_some_and(|waiter| !waiter.is_finished())
            && self.status().is_none()
    }

    /// Sends a signal; a process that has ended already takes none and gives no error.
    pub fn signal(&self, signal: Signal) {
        // A pidfd cannot hit a stranger who was given the same number.
        let _ = pidfd_send_signal(&*self.handle, signal);
    }

    /// Waits for its end, however it comes.
    pub async fn wait(&self) -> Option<ExitStatus> {
        let mut status = self.status.clone();
        // The sender is gone only together with the process.
        let ended = status.wait_for(Option::is_some).await;
        ended.ok().and_then(|status| *status)
    }

    /// `kill -9`, and waits until it is gone.
    pub async fn kill9(&self) {
        self.signal(Signal::KILL);
        self.wait().await;
    }

    /// Asks it to end and waits; after `grace` it is killed.
    ///
    /// Returns how it ended, and `None` if it had to be killed.
    pub async fn stop(&self, signal: Signal, grace: Duration) -> Option<ExitStatus> {
        self.signal(signal);
        match tokio::time::timeout(grace, self.wait()).await {
            Ok(status) => status,
            Err(_) => {
                self.kill9().await;
                None
            }
        }
    }

    /// The last lines that it logged.
    #[must_use]
    pub fn log_tail(&self) -> String {
        self.log.as_deref().map(log_tail).unwrap_or_default()
    }

    /// The error that says it ended too early, with its last words.
    #[must_use]
    pub fn ended_error(&self) -> StackError {
        StackError::Ended {
            name: self.name.clone(),
            status: self
                .status()
                .map_or_else(|| "unknown".into(), |status| status.to_string()),
            log: self.log.clone().unwrap_or_default(),
            tail: self.log_tail(),
        }
    }

    /// The error that says it took too long, with its last words.
    #[must_use]
    pub fn not_ready_error(&self, limit: Duration) -> StackError {
        StackError::NotReady {
            name: self.name.clone(),
            seconds: limit.as_secs(),
            log: self.log.clone().unwrap_or_default(),
            tail: self.log_tail(),
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.signal(self.on_drop);
        if let Some(waiter) = self.waiter.take() {
            let _ = waiter.join();
        }
    }
}

/// The last lines of a log file, or what there is of it.
#[must_use]
pub fn log_tail(path: &Path) -> String {
    let text = std::fs::read(path).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(LOG_TAIL_LINES)..].join("\n")
}

fn open_log(path: &Path) -> Result<File> {
    OpenOptions::new()
        .create(true)
        .append(true)
        .open(path)
        .map_err(StackError::file("opening", path))
}

fn signal_name(signal: Signal) -> &'static str {
    match signal {
        Signal::QUIT => "QUIT",
        Signal::INT => "INT",
        Signal::TERM => "TERM",
        _ => "KILL",
    }
}

// On Debian and Ubuntu the group of `nobody` has another name; any other has its own.
fn user_group(user: &str) -> &str {
    if user == "nobody" { "nogroup" } else { user }
}
