//! A writer: takes what has arrived, commits it, and takes what has arrived
//! meanwhile.

use std::{collections::VecDeque, sync::Arc};

use linia_chassis::database::Database;
use tokio::sync::{Mutex, mpsc};

use super::{Command, batch::take_batch, commit::commit, line::Line};
use crate::config::AcceptSettings;

pub(super) struct Writer {
    line: Line,
    arrivals: Arc<Mutex<mpsc::UnboundedReceiver<Command>>>,
    max_batch: usize,
}

impl Writer {
    pub(super) fn new(
        database: Database,
        arrivals: &Arc<Mutex<mpsc::UnboundedReceiver<Command>>>,
        settings: &AcceptSettings,
    ) -> Self {
        Self {
            line: Line::new(database),
            arrivals: Arc::clone(arrivals),
            max_batch: settings.max_batch.max(1),
        }
    }

    /// Runs until nobody can hand anything in any more.
    pub(super) async fn run(mut self) {
        let mut waiting = VecDeque::new();
        while self.gather(&mut waiting).await {
            let batch = take_batch(&mut waiting, self.max_batch, |command| &command.version);
            commit(&mut self.line, batch).await;
        }
    }

    /// Waits only if nothing is waiting already; `false` at the end.
    async fn gather(&self, waiting: &mut VecDeque<Command>) -> bool {
        let room = self.max_batch.saturating_sub(waiting.len());
        if waiting.is_empty() {
            let mut arrived = Vec::new();
            let mut arrivals = self.arrivals.lock().await;
            arrivals.recv_many(&mut arrived, room).await;
            waiting.extend(arrived);
        } else if let Ok(mut arrivals) = self.arrivals.try_lock() {
            // Somebody else's turn to wait, if the lock is taken.
            waiting.extend(std::iter::from_fn(|| arrivals.try_recv().ok()).take(room));
        }
        !waiting.is_empty()
    }
}
