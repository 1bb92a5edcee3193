//! Group commit: many versions share a transaction at a deadline.
//!
//! A version waits in a bounded queue. A writer takes what has arrived while
//! the last batch was committing (there is no timer, so a lone version waits
//! for nobody), and commits it with one statement that answers for each.

mod batch;
mod commit;
mod line;
mod writer;

use std::sync::Arc;

use linia_chassis::database::{Database, DbError};
use tokio::sync::{Mutex, mpsc, oneshot};

use self::writer::Writer;
use crate::{
    config::AcceptSettings,
    domain::acceptance::{AcceptAnswer, NewVersion},
};

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum AcceptError {
    /// Too many wait already.
    #[error("too many versions wait")]
    Overloaded,
    /// The process ends, or a writer has died: the outcome is unknown.
    #[error("the writer has ended")]
    Stopped,
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DbError),
    /// The database went away with the whole batch: the outcome is unknown.
    #[error("database went away")]
    DatabaseAway,
}

/// A version and where its answer goes.
struct Command {
    version: Arc<NewVersion>,
    answer: oneshot::Sender<Result<AcceptAnswer, AcceptError>>,
}

/// The way into the queue. Cheap to clone.
#[derive(Clone)]
pub struct Acceptor {
    queue: mpsc::Sender<Command>,
}

impl Acceptor {
    /// Starts the writers. They end when the last acceptor is gone; until then
    /// a commit is never cut off, because nobody can drop it.
    #[must_use]
    pub fn start(database: &Database, settings: &AcceptSettings) -> Self {
        let (queue, arrivals) = mpsc::channel(settings.queue.max(1));
        let arrivals = Arc::new(Mutex::new(arrivals));
        for _ in 0..settings.writers.max(1) {
            let writer = Writer::new(
                database.clone(),
                Arc::clone(&arrivals),
                settings.max_batch.max(1),
            );
            tokio::spawn(writer.run());
        }
        Self { queue }
    }

    /// Takes a version, or answers why not.
    ///
    /// # Errors
    /// [`AcceptError`].
    pub async fn accept(&self, version: Arc<NewVersion>) -> Result<AcceptAnswer, AcceptError> {
        let (answer, answered) = oneshot::channel();
        self.queue
            .try_send(Command { version, answer })
            .map_err(|error| match error {
                mpsc::error::TrySendError::Full(_) => AcceptError::Overloaded,
                mpsc::error::TrySendError::Closed(_) => AcceptError::Stopped,
            })?;
        answered.await.unwrap_or(Err(AcceptError::Stopped))
    }
}
