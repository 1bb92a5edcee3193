//! What the commands share that keep something running: the state file and the signals.

use std::fs;
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use linia_tests::stack::StackError;
use linia_tests::stack::process::log_tail;
use linia_tests::stack::retry::poll_until;
use rustix::process::{Pid, PidfdFlags, Signal, pidfd_open, pidfd_send_signal};
use serde_json::Value;
use tokio::signal::unix::{SignalKind, signal};

const NAME: &str = "linia-stack";
const START_LIMIT: Duration = Duration::from_secs(180);
const STOP_LIMIT: Duration = Duration::from_secs(90);

/// The file in which a keeper tells about itself; dropped, it is removed.
pub(crate) struct StateFile(PathBuf);

impl StateFile {
    /// Writes the file at once and whole, readable by its owner alone: it holds passwords.
    pub(crate) fn write(path: PathBuf, state: &Value) -> Result<Self, StackError> {
        let draft = path.with_extension("draft");
        let failed = |source| StackError::File {
            action: "writing",
            path: path.clone(),
            source,
        };
        let written = fs::OpenOptions::new()
            .create(true)
            .truncate(true)
            .write(true)
            .mode(0o600)
            .open(&draft)
            .and_then(|file| {
                file.set_permissions(fs::Permissions::from_mode(0o600))
                    .map(|()| file)
            })
            .and_then(|file| serde_json::to_writer_pretty(file, state).map_err(Into::into))
            .and_then(|()| fs::rename(&draft, &path));
        written.map_err(failed)?;
        Ok(Self(path))
    }
}

impl Drop for StateFile {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// What the keeper of this file says, if it is alive.
pub(crate) fn state_of(path: &Path) -> Option<(u32, Value)> {
    let state: Value = serde_json::from_slice(&fs::read(path).ok()?).ok()?;
    let pid = u32::try_from(state.get("pid")?.as_u64()?).ok()?;
    // The number may have been given to a stranger meanwhile.
    let name = fs::read_to_string(format!("/proc/{pid}/comm")).ok()?;
    let dead = fs::read_to_string(format!("/proc/{pid}/stat"))
        .ok()?
        .contains(") Z ");
    (name.trim() == NAME && !dead).then_some((pid, state))
}

/// Waits for Ctrl-C or SIGTERM, which from now on no longer end this process by themselves.
pub(crate) async fn interrupted() -> Result<(), StackError> {
    let failed = |_| StackError::Internal {
        what: "signal handler",
    };
    let mut interrupt = signal(SignalKind::interrupt()).map_err(failed)?;
    let mut terminate = signal(SignalKind::terminate()).map_err(failed)?;
    let mut hang_up = signal(SignalKind::hangup()).map_err(failed)?;
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
        _ = hang_up.recv() => {}
    }
    Ok(())
}

/// Asks the keeper of this file to end and waits for it; `false` if there was none.
pub(crate) async fn end(path: &Path) -> Result<bool, StackError> {
    let Some((pid, _)) = state_of(path) else {
        let _ = fs::remove_file(path);
        return Ok(false);
    };
    let handle = i32::try_from(pid)
        .ok()
        .and_then(Pid::from_raw)
        .and_then(|pid| pidfd_open(pid, PidfdFlags::empty()).ok());
    if let Some(handle) = handle {
        let _ = pidfd_send_signal(&handle, Signal::TERM);
    }
    let ended = poll_until(STOP_LIMIT, async || state_of(path).is_none().then_some(())).await;
    match ended {
        Some(()) => Ok(true),
        None => Err(StackError::NotReady {
            name: format!("the end of process {pid}"),
            seconds: STOP_LIMIT.as_secs(),
            log: path.to_owned(),
            tail: String::new(),
        }),
    }
}

/// Starts this program once more, detached from the terminal, and waits until it has written its
/// state file.
pub(crate) async fn start_in_background(
    args: &[String],
    state: &Path,
    log: &Path,
) -> Result<Value, StackError> {
    let file_error = |source| StackError::File {
        action: "opening",
        path: log.to_owned(),
        source,
    };
    if let Some(parent) = log.parent() {
        fs::create_dir_all(parent).map_err(file_error)?;
    }
    let output = fs::File::create(log).map_err(file_error)?;
    let errors = output.try_clone().map_err(file_error)?;
    let spawn_error = |source| StackError::Spawn {
        name: NAME.to_owned(),
        source,
    };
    let mut keeper = std::env::current_exe()
        .and_then(|program| {
            Command::new(program)
                .args(args)
                .stdin(Stdio::null())
                .stdout(output)
                .stderr(errors)
                .process_group(0)
                .spawn()
        })
        .map_err(spawn_error)?;
    let started = poll_until(START_LIMIT, async || {
        if let Some((_, state)) = state_of(state) {
            return Some(Ok(state));
        }
        let ended = keeper.try_wait().ok()??;
        Some(Err(StackError::Ended {
            name: NAME.to_owned(),
            status: ended.to_string(),
            log: log.to_owned(),
            tail: log_tail(log),
        }))
    });
    started.await.unwrap_or_else(|| {
        Err(StackError::NotReady {
            name: NAME.to_owned(),
            seconds: START_LIMIT.as_secs(),
            log: log.to_owned(),
            tail: log_tail(log),
        })
    })
}
