//! Cores of their own for the system and for those who call it, as if they were on two machines:
//! on shared ones, ten times as many calls as can be served leave the system next to nothing, and
//! what is measured is the callers.

use std::{io, process::Command, thread::available_parallelism};

/// How the cores of the machine are shared out.
#[derive(Debug, Clone, Copy)]
pub struct Split {
    /// Cores of the system, the first ones.
    pub system: usize,
    /// Cores of those who call it, the others.
    pub callers: usize,
}

impl Split {
    /// Half and half; none if there is one core only.
    #[must_use]
    pub fn of_machine() -> Option<Self> {
        let cores = available_parallelism().map_or(1, Into::into);
        let callers = cores / 2;
        let system = cores - callers;
        (callers > 0).then_some(Self { system, callers })
    }

    /// Puts this process, and so what it starts from now on, onto the cores of the system.
    ///
    /// # Errors
    /// If the kernel refuses, or `taskset` (of util-linux) is missing.
    pub fn join_system(self) -> io::Result<()> {
        move_to(0, self.system - 1)
    }

    /// Puts this process onto the cores of the callers; what it has started stays where it is.
    ///
    /// # Errors
    /// As for [`Self::join_system`].
    pub fn join_callers(self) -> io::Result<()> {
        move_to(self.system, self.system + self.callers - 1)
    }
}

/// With all its threads.
fn move_to(first: usize, last: usize) -> io::Result<()> {
    let moved = Command::new("taskset")
        .args(["--all-tasks", "--cpu-list", "--pid"])
        .arg(format!("{first}-{last}"))
        .arg(std::process::id().to_string())
        .output()?;
    if moved.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&moved.stderr);
    Err(io::Error::other(format!("taskset: {}", said.trim())))
}
