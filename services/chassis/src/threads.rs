//! How many threads a process has, and those that stand back behind those that work
//! on calls, where both want the same core.

use std::{io, thread};

use tokio::sync::oneshot;

/// On how many cores a process works at most. A node may have a hundred, of which a
/// pod has none for itself: each would cost it two threads, and what these hold
/// (stacks, the allocator's arenas), out of a memory that is bounded. Who needs more
/// cores gets more replicas.
const MOST_CORES: usize = 8;

/// On how many cores this process works.
///
/// # Errors
/// If the system does not tell how many there are.
pub(crate) fn cores() -> io::Result<usize> {
    thread::available_parallelism().map(|there| bounded(there.get()))
}

const fn bounded(cores: usize) -> usize {
    if cores < MOST_CORES {
        cores
    } else {
        MOST_CORES
    }
}

/// How far a thread stands back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// It gets a sixth of what one gets that works on calls.
    Second,
    /// It gets what nobody else wants.
    Last,
}

impl Place {
    /// In steps of nice(2).
    #[cfg(target_os = "linux")]
    const fn steps(self) -> i32 {
        match self {
            Self::Second => 8,
            Self::Last => 19,
        }
    }
}

/// Runs what takes a core for long on a thread of its own that stands back, so
/// that nobody who calls meanwhile waits for it.
///
/// # Panics
/// If `work` does, or there can be no more threads.
pub async fn run_behind<T, F>(work: F) -> T
where
    T: Send + 'static,
    F: FnOnce() -> T + Send + 'static,
{
    let (done, result) = oneshot::channel();
    let work = move || {
        step_back(Place::Last);
        // Nobody waits for it any more if that fails.
        drop(done.send(work()));
    };
    let thread = thread::Builder::new().name("behind".to_owned()).spawn(work);
    thread.expect("threads can be started");
    result.await.expect("the work does not panic")
}

/// Linux gives each thread a niceness of its own; elsewhere it is the process's,
/// and nothing is done.
#[cfg_attr(
    not(target_os = "linux"),
    expect(unused_variables, reason = "see above")
)]
pub(crate) fn step_back(to: Place) {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::nice(to.steps()) {
        tracing::warn!(
            error = &error as &dyn std::error::Error,
            "a thread cannot stand back"
        );
    }
}

#[cfg(all(test, target_os = "linux"))]
pub(crate) mod tests {
    use rustix::process::getpriority_process;

    use super::*;

    /// No thread stands further back (setpriority(2)).
    const LAST: i32 = 19;

    #[test]
    fn large_node_gives_a_process_no_more_threads_than_its_memory_holds() {
        assert_eq!([1, 2, 8, 9, 128].map(bounded), [1, 2, 8, 8, 8]);
        assert!((1..=MOST_CORES).contains(&cores().expect("is known")));
    }

    /// Of this thread.
    pub(crate) fn niceness() -> i32 {
        getpriority_process(None).expect("is known")
    }

    /// The niceness of a thread that stands back behind this one.
    pub(crate) fn behind(to: Place) -> i32 {
        (niceness() + to.steps()).min(LAST)
    }

    #[tokio::test]
    async fn long_work_stands_back_behind_everything() {
        assert_eq!(run_behind(niceness).await, behind(Place::Last));
    }
}
