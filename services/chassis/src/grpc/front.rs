//! The threads that read calls and write answers, apart from those that work on
//! calls, and behind them when both want the same core.
//!
//! What a crowd costs before it is turned away (frames, headers, a task for each
//! call) would else stand in the one line of the runtime in front of every step
//! of the calls that were let in. Where these threads come too late, calls wait
//! in the sockets of their callers, and the line of those who are served never
//! runs dry.

use std::{io, thread::available_parallelism};

use tokio::{
    runtime::{Builder, Runtime},
    task::JoinHandle,
};

/// How far these threads stand back, in steps of nice(2): with five, they get a
/// third of what one gets that works on calls.
#[cfg(target_os = "linux")]
const STEP_BACK: i32 = 5;

/// A runtime for connections. Dropped, it ends whatever still runs on it.
pub(super) struct Front(Option<Runtime>);

impl Front {
    /// Starts the threads, one for each core.
    pub(super) fn start() -> io::Result<Self> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(available_parallelism()?.get())
            .thread_name("front")
            .on_thread_start(step_back)
            // Answers come from other threads, which is the queue that a runtime
            // else looks at after every sixty-first task only.
            .global_queue_interval(1)
            .enable_all()
            .build()?;
        Ok(Self(Some(runtime)))
    }

    /// Runs a task there.
    pub(super) fn spawn<F>(&self, task: F) -> JoinHandle<F::Output>
    where
        F: Future<Output: Send> + Send + 'static,
    {
        let runtime = self.0.as_ref().expect("runs until it is dropped");
        runtime.spawn(task)
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

/// Linux gives each thread a niceness of its own; elsewhere it is the process's.
fn step_back() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::nice(STEP_BACK) {
        tracing::warn!(
            error = &error as &dyn std::error::Error,
            "threads of connections have the same priority as all others"
        );
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::thread;

    use rustix::process::getpriority_process;

    use super::*;

    /// No thread stands further back.
    const LAST: i32 = 19;

    #[tokio::test]
    async fn its_threads_stand_back_behind_those_that_work_on_calls() {
        let front = Front::start().expect("starts");
        let there = front.spawn(async {
            let name = thread::current().name().map(str::to_owned);
            (name, getpriority_process(None).expect("is known"))
        });
        let here = getpriority_process(None).expect("is known");
        let expected = (Some("front".to_owned()), (here + STEP_BACK).min(LAST));
        assert_eq!(there.await.expect("runs"), expected);
    }
}
