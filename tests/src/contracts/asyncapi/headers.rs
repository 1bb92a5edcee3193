//! The headers of every message, as the relay writes them.
//!
//! CloudEvents 1.0, NATS binding, binary mode:
//! <https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/nats-protocol-binding.md>

use linia_proto::event::EventType;

use crate::contracts::schema::Schema;
use crate::contracts::schema_id;

/// What differs from event to event.
pub(super) fn of_event(event: &EventType) -> Schema {
    object([
        (
            "ce-type",
            Schema::constant(&event.name),
            "The kind of event.",
        ),
        (
            "ce-source",
            Schema::constant(format!("/linia/{}", event.service)),
            "The service that published it.",
        ),
        (
            "ce-dataschema",
            Schema::constant(schema_id(event)),
            "The `$id` of the payload's schema.",
        ),
    ])
}

/// What all events have.
pub(super) fn common() -> Schema {
    let headers = object([
        (
            "ce-specversion",
            Schema::constant("1.0"),
            "The version of CloudEvents.",
        ),
        (
            "ce-id",
            Schema::text_format("uuid"),
            "The event's id; the same whenever it is delivered or published again.",
        ),
        (
            "ce-subject",
            Schema::text_format("uuid"),
            "The id of the aggregate that it is about.",
        ),
        (
            "ce-sequence",
            Schema::text_pattern("^[0-9]{20}$"),
            "The event's number within its aggregate and audience, from 1 and without gaps; padded, so that \
             it sorts as text.",
        ),
        (
            "ce-time",
            Schema::text_format("date-time"),
            "When it happened.",
        ),
        (
            "content-type",
            Schema::constant("application/json"),
            "Canonical proto3 JSON.",
        ),
        (
            "linia-epoch",
            Schema::text_pattern("^[0-9]+$"),
            "Which filling of the stream the message belongs to; a higher one begins the history again.",
        ),
        (
            "Nats-Msg-Id",
            Schema::of_type("string"),
            "`ce-id` and `linia-epoch`; the broker drops repetitions by it.",
        ),
        (
            "traceparent",
            Schema::text_pattern("^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$"),
            "W3C Trace Context of the change that the event tells of. Absent where a trace would tell more \
             than the event, for example who is behind a work.",
        ),
    ]);
    Schema {
        required: vec![
            "ce-specversion",
            "ce-id",
            "ce-source",
            "ce-type",
            "ce-subject",
            "ce-time",
            "ce-dataschema",
            "ce-sequence",
            "content-type",
            "linia-epoch",
        ],
        ..headers
    }
}

fn object<const N: usize>(headers: [(&str, Schema, &str); N]) -> Schema {
    let properties = headers.map(|(name, schema, description)| {
        (
            name.to_owned(),
            schema.described(Some(description.to_owned())),
        )
    });
    Schema {
        properties: properties.into(),
        ..Schema::of_type("object")
    }
}
