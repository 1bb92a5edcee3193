//! Comparing the journal with the stream, on every start of a relay.

use std::str::FromStr;

use async_nats::{
    HeaderMap, HeaderValue,
    jetstream::stream::{RawMessageErrorKind, Stream},
};
use uuid::Uuid;

use super::{EPOCH_HEADER, EVENT_ID_HEADER, Position, Relay, RelayError};
use crate::broker::BrokerError;

/// An event in the stream.
#[derive(Debug, Clone, Copy)]
struct Found {
    id: Uuid,
    epoch: Option<i64>,
}

impl Found {
    fn read(headers: &HeaderMap) -> Option<Self> {
        let text = |name: &'static str| headers.get(name).map(HeaderValue::as_str);
        Some(Self {
            id: Uuid::from_str(text(EVENT_ID_HEADER)?).ok()?,
            epoch: text(EPOCH_HEADER).and_then(|epoch| epoch.parse().ok()),
        })
    }
}

impl Relay {
    /// Finds out where the stream stands.
    ///
    /// - It stands where we remember: go on.
    /// - It is further by events of ours: the last relay died between the
    ///   acknowledgement and its note; note it now.
    /// - It is further by events that the journal does not know: stop.
    /// - It is new, has gone back or holds something else there: fill it again
    ///   under a new epoch.
    pub(super) async fn reconcile(&self) -> Result<Position, RelayError> {
        let remembered = self.remembered().await?;
        let stream = self.stream().await?;
        let last = stream.cached_info().state.last_sequence;

        let same = remembered.sequence <= last
            && self
                .event_at(&stream, remembered.sequence)
                .await?
                .map(|found| found.id)
                == remembered.event_id;
        if same {
            return self.catch_up(&stream, remembered, last).await;
        }
        let event_id = self.event_at(&stream, last).await?.map(|found| found.id);
        let position = self.begin_epoch(last, event_id).await?;
        tracing::warn!(
            stream = self.stream,
            epoch = position.epoch,
            "stream is not where it was; it is filled again from the journal"
        );
        Ok(position)
    }

    /// Notices that the stream was lost, replaced or written to by another.
    pub(super) async fn check_still_there(&self, position: Position) -> Result<(), RelayError> {
        let last = self.stream().await?.cached_info().state.last_sequence;
        if last == position.sequence {
            Ok(())
        } else {
            Err(RelayError::LostTrack)
        }
    }

    /// Notes what is in the stream already. What slipped in under another
    /// epoch is still to be published under this one.
    async fn catch_up(
        &self,
        stream: &Stream,
        mut position: Position,
        last: u64,
    ) -> Result<Position, RelayError> {
        for sequence in position.sequence + 1..=last {
            let ahead = || RelayError::AheadOfJournal {
                stream: self.stream.clone(),
                sequence,
            };
            let found = self.event_at(stream, sequence).await?.ok_or_else(ahead)?;
            let mut known = self.positions_of(&[found.id]).await?;
            if known.is_empty() {
                return Err(ahead());
            }
            known.retain(|_| found.epoch == Some(position.epoch));
            position.sequence = sequence;
            position.event_id = Some(found.id);
            self.acknowledge(&known, position).await?;
        }
        Ok(position)
    }

    /// Begins a new epoch whatever the stream holds: for the command `repend`.
    pub(crate) async fn repend(&self) -> Result<i64, RelayError> {
        self.remembered().await?;
        let stream = self.stream().await?;
        let last = stream.cached_info().state.last_sequence;
        let event_id = self.event_at(&stream, last).await?.map(|found| found.id);
        Ok(self.begin_epoch(last, event_id).await?.epoch)
    }

    async fn stream(&self) -> Result<Stream, RelayError> {
        Ok(self.broker.own_stream(self.service, self.audience).await?)
    }

    /// The event at a sequence; `None` if there is nothing of ours.
    async fn event_at(&self, stream: &Stream, sequence: u64) -> Result<Option<Found>, RelayError> {
        if sequence == 0 {
            return Ok(None);
        }
        match stream.get_raw_message(sequence).await {
            Ok(message) => Ok(Found::read(&message.headers)),
            Err(error) if error.kind() == RawMessageErrorKind::NoMessageFound => Ok(None),
            Err(error) => Err(BrokerError::refused("message cannot be read", error).into()),
        }
    }
}
