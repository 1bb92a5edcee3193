//! The threads that read calls and write answers, apart from those that work on
//! calls; where crowds come, behind them when both want the same core.
//!
//! What a crowd costs before it is turned away (frames, headers, a task for each
//! call) would else stand in the one line of the runtime in front of every step
//! of the calls that were let in. Where these threads come too late, calls wait
//! in the sockets of their callers, and the line of those who are served never
//! runs dry.

use std::io;

use tokio::{
    runtime::{Builder, Runtime},
    task::JoinHandle,
};

use crate::threads::{Place, cores, step_back};

/// A runtime for connections. Dropped, it ends whatever still runs on it.
pub(super) struct Front(Option<Runtime>);

impl Front {
    /// Starts the threads, one for each core that the process works on.
    pub(super) fn start(crowds_come: bool) -> io::Result<Self> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(cores()?)
            .thread_name("front")
            .on_thread_start(move || {
                if crowds_come {
                    step_back(Place::Second);
                }
            })
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

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use crate::threads::tests::{behind, niceness};

    #[tokio::test]
    async fn threads_stand_back_behind_those_that_work_on_calls_where_crowds_come() {
        for (crowds_come, expected) in [(true, behind(Place::Second)), (false, niceness())] {
            let front = Front::start(crowds_come).expect("starts");
            let there = front.spawn(async { niceness() }).await;
            assert_eq!(there.expect("runs"), expected);
        }
    }
}
