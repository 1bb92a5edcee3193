//! Deliveries of a durable consumer, each in hand from its arrival until it is
//! answered.
//!
//! What a process that dies holds comes again soon, because the broker does
//! not wait long for an answer; and nothing that is only slow comes again,
//! because the broker is told meanwhile that it is in hand.

use std::time::Duration;

use async_nats::jetstream::{AckKind, Message, consumer::PullConsumer};
use futures::StreamExt;
use tokio::sync::mpsc;
use tokio_util::task::AbortOnDropHandle;

use crate::broker::BrokerError;

/// How soon a delivery comes again whose holder has died. Bridges three
/// reminders that it is in hand.
pub(super) const ACK_WAIT: Duration = Duration::from_secs(5);
const IN_HAND: Duration = Duration::from_millis(1500);
/// Deliveries asked for at once.
const BATCH: usize = 32;
/// How long the broker looks for a batch before it is asked again; a broker
/// that restarted has forgotten that it was asked.
const PATIENCE: Duration = Duration::from_secs(5);

/// A delivery in hand. Dropped unanswered, it comes again.
pub(super) struct Delivery {
    pub(super) message: Message,
    kept: AbortOnDropHandle<()>,
}

impl Delivery {
    fn new(message: Message) -> Self {
        let in_hand = message.clone();
        let kept = AbortOnDropHandle::new(tokio::spawn(async move {
            loop {
                tokio::time::sleep(IN_HAND).await;
                acknowledge(&in_hand, AckKind::Progress).await;
            }
        }));
        Self { message, kept }
    }

    /// Tells the broker what became of it. An answer that is lost only makes
    /// it come again.
    pub(super) async fn answer(self, kind: AckKind) {
        drop(self.kept);
        acknowledge(&self.message, kind).await;
    }
}

async fn acknowledge(message: &Message, kind: AckKind) {
    if let Err(error) = message.ack_with(kind).await {
        tracing::debug!(%error, "acknowledgement was lost; the event comes again");
    }
}

/// A queue of deliveries, with room for one batch while another is handled.
pub(super) fn queue() -> (mpsc::Sender<Delivery>, mpsc::Receiver<Delivery>) {
    mpsc::channel(2 * BATCH)
}

/// Fills the queue until its other end is closed or the broker fails. No more
/// is asked for than there is room for: a delivery that waits where nobody
/// keeps it would come twice.
pub(super) async fn fill(
    queue: mpsc::Sender<Delivery>,
    consumer: PullConsumer,
) -> Result<(), BrokerError> {
    tokio::select! {
        filled = take(&queue, &consumer) => filled,
        () = queue.closed() => Ok(()),
    }
}

async fn take(queue: &mpsc::Sender<Delivery>, consumer: &PullConsumer) -> Result<(), BrokerError> {
    let unreadable = |error: async_nats::Error| BrokerError::Refused {
        what: "consumer cannot be read",
        source: error,
    };
    while let Ok(places) = queue.reserve_many(BATCH).await {
        let mut batch = consumer
            .batch()
            .max_messages(BATCH)
            .expires(PATIENCE)
            .messages()
            .await
            .map_err(|error| BrokerError::refused("consumer cannot be read", error))?;
        for place in places {
            let Some(message) = batch.next().await else {
                break;
            };
            place.send(Delivery::new(message.map_err(unreadable)?));
        }
    }
    Ok(())
}

/// Gives back what waits in the queue, so that another replica has it at once.
pub(super) async fn give_back(mut queue: mpsc::Receiver<Delivery>) {
    queue.close();
    while let Ok(delivery) = queue.try_recv() {
        delivery.answer(AckKind::Nak(None)).await;
    }
}
