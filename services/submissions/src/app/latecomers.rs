//! Who comes too late for certain, found out for many at once, before anything
//! is sealed.

use linia_chassis::database::Database;
use time::OffsetDateTime;
use tokio::sync::{mpsc, oneshot};

use crate::{domain::latecomer::Latecomer, store::lateness};

/// How many are looked up by one statement.
const AT_ONCE: usize = 64;

type Question = (Latecomer, oneshot::Sender<Option<OffsetDateTime>>);

/// Looks latecomers up: whoever comes during one look-up shares the next, so
/// that a crowd costs little more than one of them. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Latecomers(mpsc::UnboundedSender<Question>);

impl Latecomers {
    /// Starts looking up, until the last clone is gone.
    #[must_use]
    pub fn start(database: Database) -> Self {
        // Bounded by the places in the line, of which each of them has one.
        let (questions, arrivals) = mpsc::unbounded_channel();
        tokio::spawn(answer_all(database, arrivals));
        Self(questions)
    }

    /// The closing time that somebody has missed for certain, if so.
    pub(super) async fn find(&self, latecomer: Latecomer) -> Option<OffsetDateTime> {
        let (answer, answered) = oneshot::channel();
        self.0.send((latecomer, answer)).ok()?;
        answered.await.ok().flatten()
    }
}

async fn answer_all(database: Database, mut arrivals: mpsc::UnboundedReceiver<Question>) {
    let mut questions = Vec::with_capacity(AT_ONCE);
    while arrivals.recv_many(&mut questions, AT_ONCE).await > 0 {
        let latecomers: Vec<_> = questions.iter().map(|(latecomer, _)| *latecomer).collect();
        let found = async {
            let mut conn = database.read().await?;
            lateness::find(&mut conn, &latecomers).await
        };
        match found.await {
            Ok(found) => {
                for ((_, answer), close_time) in questions.drain(..).zip(found) {
                    // Whoever does not wait any more will ask again.
                    answer.send(close_time).ok();
                }
            }
            // Then the accepting statement decides about all of them.
            Err(error) => {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "latecomers cannot be looked up"
                );
                questions.clear();
            }
        }
    }
}
