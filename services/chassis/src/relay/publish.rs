//! Publishing: in order, pipelined, each message expecting the sequence of the
//! one before. A failure in the middle fails all that follow, unless another
//! relay that does not know that it was relieved fills the gap with a message
//! of its own. So no two events of an aggregate are ever under way together.

use std::collections::HashSet;

use async_nats::{
    header,
    jetstream::context::{PublishError, PublishErrorKind},
};

use super::{Position, Relay, RelayError, journal::PendingEvent, message};
use crate::{broker::BrokerError, failpoint};

/// Events read, published and acknowledged together.
const BATCH: i64 = 512;
/// Room for headers beside the payload.
const HEADER_OCTETS: usize = 2048;

/// What became of a batch.
struct Published {
    /// What the stream acknowledged last.
    position: Position,
    /// Places in the journal of what it acknowledged.
    sent: Vec<i64>,
    /// Why it did not acknowledge the rest.
    failure: Option<PublishError>,
}

impl Relay {
    /// Publishes all that is pending. While a batch is under way, the one
    /// before it is noted and the one behind it is read: the broker does not
    /// wait for the database, nor the database for the broker.
    pub(super) async fn drain(&self, mut position: Position) -> Result<Position, RelayError> {
        let mut unnoted = Vec::new();
        let mut events = self.pending(&unnoted, BATCH).await?;
        while !events.is_empty() {
            if events.iter().any(|event| event.epoch != position.epoch) {
                return Err(RelayError::LostTrack);
            }
            if self.park_impossible(&events).await? {
                events = self.pending(&unnoted, BATCH).await?;
                continue;
            }
            let kinds = events.iter().map(|event| event.r#type.as_str());
            failpoint::reach_about("relay.after_read", kinds);
            let mut under_way = unnoted.clone();
            under_way.extend(events.iter().map(|event| event.position));
            let (published, noted, next) = tokio::join!(
                self.publish(events, position),
                self.note(&unnoted, position),
                self.pending(&under_way, BATCH),
            );
            noted?;
            (position, unnoted) = (published.position, published.sent);
            if let Some(error) = published.failure {
                self.note(&unnoted, position).await?;
                return Err(refusal(error));
            }
            events = next?;
        }
        self.note(&unnoted, position).await?;
        Ok(position)
    }

    /// Parks the aggregates of events that the broker will never take. Tells
    /// whether there were any.
    async fn park_impossible(&self, events: &[PendingEvent]) -> Result<bool, RelayError> {
        let limit = self.broker.client.server_info().max_payload;
        let mut parked = false;
        for event in events {
            let reason = if message::subject(&event.r#type).is_none() {
                "its type is unknown to this release"
            } else if limit > 0 && event.payload.len() + HEADER_OCTETS > limit {
                "it is larger than the broker takes"
            } else {
                continue;
            };
            tracing::error!(event.id = %event.id, event.r#type, reason, "event is parked in the outbox");
            self.park(event.aggregate_id, reason).await?;
            parked = true;
        }
        Ok(parked)
    }

    async fn publish(&self, events: Vec<PendingEvent>, start: Position) -> Published {
        let mut published = Published {
            position: start,
            sent: Vec::with_capacity(events.len()),
            failure: None,
        };
        let mut waiting = events;
        while !waiting.is_empty() && published.failure.is_none() {
            let (wave, later) = first_of_each_aggregate(waiting);
            self.publish_wave(wave, &mut published).await;
            waiting = later;
        }
        published
    }

    async fn publish_wave(&self, wave: Vec<PendingEvent>, published: &mut Published) {
        let start = published.position;
        let mut under_way = Vec::with_capacity(wave.len());
        for (expected, event) in (start.sequence..).zip(wave) {
            let Some(subject) = message::subject(&event.r#type) else {
                break;
            };
            let mut headers = message::headers(self.service, self.audience, start.epoch, &event);
            headers.insert(header::NATS_EXPECTED_LAST_SEQUENCE, expected.to_string());
            let jetstream = &self.broker.jetstream;
            match jetstream
                .publish_with_headers(subject, headers, event.payload.into())
                .await
            {
                Ok(ack) => under_way.push((event.position, event.id, ack)),
                Err(error) => {
                    published.failure = Some(error);
                    break;
                }
            }
        }

        failpoint::reach("relay.after_publish");
        for (place, id, ack) in under_way {
            match ack.await {
                Ok(ack) => {
                    published.position.sequence = ack.sequence;
                    published.position.event_id = Some(id);
                    published.sent.push(place);
                }
                Err(error) => {
                    published.failure = Some(error);
                    break;
                }
            }
        }
    }

    async fn note(&self, sent: &[i64], position: Position) -> Result<(), RelayError> {
        if sent.is_empty() {
            return Ok(());
        }
        failpoint::reach("relay.after_ack");
        self.acknowledge(sent, position).await?;
        failpoint::reach("relay.after_note");
        Ok(())
    }
}

/// The first event of each aggregate, and all others, both in order.
fn first_of_each_aggregate(events: Vec<PendingEvent>) -> (Vec<PendingEvent>, Vec<PendingEvent>) {
    let mut aggregates = HashSet::with_capacity(events.len());
    events
        .into_iter()
        .partition(|event| aggregates.insert(event.aggregate_id))
}

fn refusal(error: PublishError) -> RelayError {
    match error.kind() {
        PublishErrorKind::WrongLastSequence => RelayError::LostTrack,
        _ => BrokerError::refused("event was not acknowledged", error).into(),
    }
}
