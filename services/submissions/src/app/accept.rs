//! Group commit: many versions share a transaction at a deadline.
//!
//! A version waits in a bounded queue, which only as many enter as are answered
//! soon: what cannot be taken is turned away before it costs anything. A
//! writer takes what has arrived while the last batch was committing (there is
//! no timer, so a lone version waits for nobody), and commits it with one
//! statement that answers for each.

mod batch;
mod commit;
mod line;
mod places;
mod writer;

use std::{sync::Arc, time::Duration};

use linia_chassis::database::{Database, DbError};
use tokio::sync::{Mutex, mpsc, oneshot};

pub use self::places::Place;
use self::{places::Places, writer::Writer};
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
    /// Kept until the answer.
    _place: Place,
    answer: oneshot::Sender<Result<AcceptAnswer, AcceptError>>,
}

/// The way into the queue. Cheap to clone.
#[derive(Clone)]
pub struct Acceptor {
    queue: mpsc::UnboundedSender<Command>,
    /// One for each version that is in hand.
    places: Arc<Places>,
}

impl Acceptor {
    /// Starts the writers. They end when the last acceptor is gone; until then
    /// a commit is never cut off, because nobody can drop it.
    #[must_use]
    pub fn start(database: &Database, settings: &AcceptSettings) -> Self {
        // Bounded by the places.
        let (queue, arrivals) = mpsc::unbounded_channel();
        let arrivals = Arc::new(Mutex::new(arrivals));
        let writers = settings.writers.max(1);
        for _ in 0..writers {
            let writer = Writer::new(database.clone(), &arrivals, settings);
            tokio::spawn(writer.run());
        }
        let places = Places::new(
            settings.max_batch.saturating_mul(writers),
            settings.queue,
            Duration::from_millis(settings.longest_wait_ms),
        );
        Self {
            queue,
            places: Arc::new(places),
        }
    }

    /// A place for a version that is yet to be sealed.
    ///
    /// # Errors
    /// [`AcceptError::Overloaded`] if there is none: it would not be answered
    /// soon.
    pub fn admit(&self) -> Result<Place, AcceptError> {
        self.places.take().ok_or(AcceptError::Overloaded)
    }

    /// Takes a version, or answers why not.
    ///
    /// # Errors
    /// [`AcceptError`].
    pub async fn accept(
        &self,
        version: Arc<NewVersion>,
        place: Place,
    ) -> Result<AcceptAnswer, AcceptError> {
        let (answer, answered) = oneshot::channel();
        let command = Command {
            version,
            _place: place,
            answer,
        };
        self.queue.send(command).map_err(|_| AcceptError::Stopped)?;
        answered.await.unwrap_or(Err(AcceptError::Stopped))
    }
}
