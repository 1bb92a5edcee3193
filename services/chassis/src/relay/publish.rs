//! Publishing: in order, pipelined, each message expecting the sequence of the
//! one before. A failure in the middle fails all that follow.

use async_nats::{header, jetstream::context::PublishErrorKind};

use super::{Position, Relay, RelayError, journal::PendingEvent, message};
use crate::{broker::BrokerError, failpoint};

/// Events read, published and acknowledged together.
const BATCH: i64 = 512;
/// Room for headers beside the payload.
const HEADER_OCTETS: usize = 2048;

impl Relay {
    /// Publishes all that is pending.
    pub(super) async fn drain(&self, mut position: Position) -> Result<Position, RelayError> {
        loop {
            let events = self.pending(BATCH).await?;
            if events.is_empty() {
                return Ok(position);
            }
            if events.iter().any(|event| event.epoch != position.epoch) {
                return Err(RelayError::LostTrack);
            }
            if self.park_impossible(&events).await? {
                continue;
            }
            failpoint::reach("relay.after_read");
            position = self.publish(&events, position).await?;
        }
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

    async fn publish(
        &self,
        events: &[PendingEvent],
        start: Position,
    ) -> Result<Position, RelayError> {
        let mut acks = Vec::with_capacity(events.len());
        let mut failure = None;
        for (expected, event) in (start.sequence..).zip(events) {
            let Some(subject) = message::subject(&event.r#type) else {
                break;
            };
            let mut headers = message::headers(self.service, self.audience, start.epoch, event);
            headers.insert(header::NATS_EXPECTED_LAST_SEQUENCE, expected.to_string());
            let payload = event.payload.clone().into();
            match self
                .broker
                .jetstream
                .publish_with_headers(subject, headers, payload)
                .await
            {
                Ok(ack) => acks.push(ack),
                Err(error) => {
                    failure = Some(error);
                    break;
                }
            }
        }

        failpoint::reach("relay.after_publish");
        let mut position = start;
        let mut sent = Vec::with_capacity(events.len());
        for (event, ack) in events.iter().zip(acks) {
            match ack.await {
                Ok(ack) => {
                    position.sequence = ack.sequence;
                    position.event_id = Some(event.id);
                    sent.push(event.position);
                }
                Err(error) => {
                    failure = Some(error);
                    break;
                }
            }
        }
        if !sent.is_empty() {
            failpoint::reach("relay.after_ack");
            self.acknowledge(&sent, position).await?;
            failpoint::reach("relay.after_note");
        }
        match failure {
            None => Ok(position),
            Some(error) if error.kind() == PublishErrorKind::WrongLastSequence => {
                Err(RelayError::LostTrack)
            }
            Some(error) => Err(BrokerError::refused("event was not acknowledged", error).into()),
        }
    }
}
