//! An event as a consumer sees it.

use std::str::FromStr;

use async_nats::{HeaderMap, Subject};
use bytes::Bytes;
use linia_proto::{
    event::{Event, event_type},
    json::from_json,
};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use uuid::Uuid;

use super::HandlerError;
use crate::{
    relay::{EPOCH_HEADER, EVENT_ID_HEADER},
    telemetry::trace_context::TRACEPARENT,
};

/// An event of another service.
#[derive(Debug, Clone)]
pub struct EventRecord {
    /// `ce-id`.
    pub id: Uuid,
    /// `ce-type`: the full name of the message.
    pub kind: String,
    /// The service that published it.
    pub service: String,
    /// The kind of aggregate.
    pub aggregate: String,
    /// `ce-subject`.
    pub aggregate_id: Uuid,
    /// Its number within the aggregate, from 1.
    pub version: i64,
    /// When it happened, by the one clock.
    pub time: OffsetDateTime,
    /// The trace that it continues.
    pub traceparent: Option<String>,
    /// Canonical proto3 JSON.
    pub data: Bytes,
    /// Where it was read.
    pub position: Position,
}

/// A place in a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// Which filling of the stream.
    pub epoch: i64,
    /// The stream's sequence.
    pub sequence: u64,
}

/// A message that is not an event of ours.
#[derive(Debug, thiserror::Error)]
#[error("message has no valid {0}")]
pub(super) struct NotAnEvent(&'static str);

impl EventRecord {
    /// Reads the event's message.
    ///
    /// # Errors
    /// [`HandlerError::Park`] if the payload is not a valid `E`.
    pub fn decode<E: Event>(&self) -> Result<E, HandlerError> {
        from_json(&self.data).map_err(|error| {
            let source = std::error::Error::source(&error).map(ToString::to_string);
            HandlerError::park(self, format!("{error} {}", source.unwrap_or_default()))
        })
    }

    /// Whether it is an `E`.
    #[must_use]
    pub fn is<E: Event>(&self) -> bool {
        self.kind == event_type::<E>().name
    }

    pub(super) fn from_message(
        subject: &Subject,
        headers: Option<&HeaderMap>,
        data: Bytes,
        sequence: u64,
    ) -> Result<Self, NotAnEvent> {
        let headers = headers.ok_or(NotAnEvent("headers"))?;
        let mut parts = subject.split('.').skip(2);
        let mut part = || parts.next().map(str::to_owned).ok_or(NotAnEvent("subject"));
        let time =
            read(headers, "ce-time").and_then(|text| OffsetDateTime::parse(text, &Rfc3339).ok());
        Ok(Self {
            id: parse(headers, EVENT_ID_HEADER)?,
            kind: parse(headers, "ce-type")?,
            service: part()?,
            aggregate: part()?,
            aggregate_id: parse(headers, "ce-subject")?,
            version: parse(headers, "ce-sequence")?,
            time: time.ok_or(NotAnEvent("ce-time"))?,
            traceparent: read(headers, TRACEPARENT).map(str::to_owned),
            data,
            position: Position {
                epoch: parse(headers, EPOCH_HEADER)?,
                sequence,
            },
        })
    }
}

fn read<'a>(headers: &'a HeaderMap, name: &'static str) -> Option<&'a str> {
    headers.get(name).map(async_nats::HeaderValue::as_str)
}

fn parse<T: FromStr>(headers: &HeaderMap, name: &'static str) -> Result<T, NotAnEvent> {
    read(headers, name)
        .and_then(|text| text.parse().ok())
        .ok_or(NotAnEvent(name))
}
