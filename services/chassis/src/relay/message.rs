//! An event as a message: CloudEvents 1.0 in the binary mode of the NATS
//! binding.

use std::{collections::HashMap, sync::LazyLock};

use async_nats::{HeaderMap, header};
use linia_proto::event::{self, Audience};
use time::format_description::well_known::Rfc3339;

use super::journal::PendingEvent;
use crate::telemetry::trace_context::TRACEPARENT;

/// `ce-id`.
pub(crate) const EVENT_ID_HEADER: &str = "ce-id";
/// Which filling of the stream the message belongs to.
pub(crate) const EPOCH_HEADER: &str = "linia-epoch";

static SUBJECTS: LazyLock<HashMap<&'static str, String>> = LazyLock::new(|| {
    let subjects = event::all()
        .into_iter()
        .map(|(name, event)| (name, event.subject()));
    subjects.collect()
});

/// Where messages of a type go; `None` if this release knows no such type.
pub(super) fn subject(r#type: &str) -> Option<&'static str> {
    SUBJECTS.get(r#type).map(String::as_str)
}

/// The headers of an event's message, but for the expected sequence.
pub(super) fn headers(
    service: &str,
    audience: Audience,
    epoch: i64,
    event: &PendingEvent,
) -> HeaderMap {
    let time = event
        .occur_time
        .format(&Rfc3339)
        .expect("a stored time has four-digit years");
    let schema = match audience {
        Audience::Internal => format!("urn:linia:schema:{}", event.r#type),
        Audience::Public => format!("urn:linia:public-schema:{}", event.r#type),
    };
    let mut headers = HeaderMap::new();
    headers.insert("ce-specversion", "1.0");
    headers.insert(EVENT_ID_HEADER, event.id.to_string());
    headers.insert("ce-source", format!("/linia/{service}"));
    headers.insert("ce-type", event.r#type.as_str());
    headers.insert("ce-subject", event.aggregate_id.to_string());
    headers.insert("ce-time", time);
    headers.insert("ce-dataschema", schema);
    // Padded, so that sorting as text sorts as numbers.
    headers.insert("ce-sequence", format!("{:020}", event.version));
    headers.insert("content-type", "application/json");
    headers.insert(EPOCH_HEADER, epoch.to_string());
    headers.insert(header::NATS_MESSAGE_ID, format!("{}:{epoch}", event.id));
    if let Some(traceparent) = &event.traceparent {
        headers.insert(TRACEPARENT, traceparent.as_str());
    }
    headers
}
