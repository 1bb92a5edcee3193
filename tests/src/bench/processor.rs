//! What a process takes of the processor.

use std::{
    io,
    time::{Duration, Instant},
};

use super::error::{BenchError, Result};

/// Looks at what a process takes from now on.
#[derive(Debug)]
pub(super) struct Meter {
    pid: u32,
    before: Duration,
    start: Instant,
}

impl Meter {
    /// Begins.
    ///
    /// # Errors
    /// If there is no such process.
    pub(super) fn start(pid: Option<u32>) -> Result<Self> {
        let gone = || failed(io::ErrorKind::NotFound.into());
        let pid = pid.ok_or_else(gone)?;
        Ok(Self {
            pid,
            before: time_of(pid)?,
            start: Instant::now(),
        })
    }

    /// How many cores it has kept busy since then.
    ///
    /// # Errors
    /// If it has gone.
    pub(super) fn cores(&self) -> Result<f64> {
        let took = time_of(self.pid)?.saturating_sub(self.before);
        Ok(took.as_secs_f64() / self.start.elapsed().as_secs_f64())
    }
}

/// What a process has taken, with all its threads.
fn time_of(pid: u32) -> Result<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).map_err(failed)?;
    let unreadable = || failed(io::ErrorKind::InvalidData.into());
    let hundredths = hundredths_of(&stat).ok_or_else(unreadable)?;
    Ok(Duration::from_millis(10 * hundredths))
}

fn failed(source: io::Error) -> BenchError {
    BenchError::file("reading how long a process has run")(source)
}

/// Of the user and of the system: the 14th and 15th field (proc_pid_stat(5)). Their unit is a
/// hundredth of a second wherever Linux runs (USER_HZ). The second field is a name, in which
/// anything may stand.
fn hundredths_of(stat: &str) -> Option<u64> {
    let (_, behind_name) = stat.rsplit_once(')')?;
    let mut fields = behind_name.split_ascii_whitespace().skip(11);
    let mut field = || fields.next()?.parse::<u64>().ok();
    Some(field()? + field()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_read_behind_a_name_with_spaces_and_brackets() {
        let stat = "42 (a) b) S 1 42 42 0 -1 4194560 9 0 0 0 120 30 7 8 20 0 5 0 99 1 2";
        assert_eq!(hundredths_of(stat), Some(150));
        assert_eq!(hundredths_of("42 (a) S 1"), None);
    }

    #[test]
    fn own_time_goes_on() {
        let own = || time_of(std::process::id()).expect("is known");
        let before = own();
        while own() == before {
            std::hint::spin_loop();
        }
    }
}
