//! Comparing the journal with the stream, on every start of a relay.

use std::str::FromStr;

use async_nats::jetstream::{
    context::GetStreamErrorKind,
    stream::{RawMessageErrorKind, Stream},
};
use uuid::Uuid;

use super::{EVENT_ID_HEADER, Position, Relay, RelayError};
use crate::broker::BrokerError;

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

        let same = match remembered.event_id {
            None => remembered.sequence == 0,
            Some(id) if remembered.sequence <= last => {
                self.event_at(&stream, remembered.sequence).await? == Some(id)
            }
            Some(_) => false,
        };
        if same {
            return self.catch_up(&stream, remembered, last).await;
        }
        let event_id = match last {
            0 => None,
            last => self.event_at(&stream, last).await?,
        };
        let position = self.begin_epoch(last, event_id).await?;
        tracing::warn!(
            stream = self.stream,
            epoch = position.epoch,
            "stream is not where it was; it is filled again from the journal"
        );
        Ok(position)
    }

    /// Notes what is in the stream already.
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
            let id = self.event_at(stream, sequence).await?.ok_or_else(ahead)?;
            let known = self.positions_of(&[id]).await?;
            if known.is_empty() {
                return Err(ahead());
            }
            position.sequence = sequence;
            position.event_id = Some(id);
            self.acknowledge(&known, position).await?;
        }
        Ok(position)
    }

    /// Begins a new epoch whatever the stream holds: for the command `repend`.
    pub(crate) async fn repend(&self) -> Result<i64, RelayError> {
        self.remembered().await?;
        let stream = self.stream().await?;
        let last = stream.cached_info().state.last_sequence;
        let event_id = match last {
            0 => None,
            last => self.event_at(&stream, last).await?,
        };
        Ok(self.begin_epoch(last, event_id).await?.epoch)
    }

    async fn stream(&self) -> Result<Stream, RelayError> {
        let stream = self.broker.jetstream.get_stream(&self.stream).await;
        Ok(stream.map_err(|error| match error.kind() {
            GetStreamErrorKind::JetStream(error) if error.code() == 404 => {
                BrokerError::StreamMissing(self.stream.clone())
            }
            _ => BrokerError::refused("stream cannot be looked up", error),
        })?)
    }

    /// The id of the event at a sequence; `None` if there is nothing of ours.
    async fn event_at(&self, stream: &Stream, sequence: u64) -> Result<Option<Uuid>, RelayError> {
        match stream.get_raw_message(sequence).await {
            Ok(message) => Ok(message
                .headers
                .get(EVENT_ID_HEADER)
                .and_then(|id| Uuid::from_str(id.as_str()).ok())),
            Err(error) if error.kind() == RawMessageErrorKind::NoMessageFound => Ok(None),
            Err(error) => Err(BrokerError::refused("message cannot be read", error).into()),
        }
    }
}
