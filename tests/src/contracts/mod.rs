//! The events as downstream teams read them: one JSON Schema for each kind of event, and one
//! AsyncAPI document that says where they are published and with which headers.
//!
//! Both are derived from the proto files, comments included, and are kept in `proto/` so that
//! nobody needs this repository's tools to read them. `make contracts` writes them again; a test
//! fails while they are behind.

mod asyncapi;
mod comments;
mod enumerations;
mod messages;
mod schema;

use std::path::PathBuf;
use std::sync::LazyLock;

use linia_proto::event::{self, EventType};
use prost_reflect::{DescriptorPool, MessageDescriptor};
use serde::Serialize;

pub use schema::Schema;

/// A derived file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its place in `proto/`.
    pub path: PathBuf,
    /// Its text.
    pub text: String,
}

/// Every derived file: the AsyncAPI document and the schemas it refers to.
#[must_use]
pub fn documents() -> Vec<Document> {
    let asyncapi = Document {
        path: "asyncapi.json".into(),
        text: pretty(&asyncapi::document()),
    };
    let schemas = events().map(|(event, message)| Document {
        path: schema_path(event).into(),
        text: pretty(&payload_schema(event, &message)),
    });
    std::iter::once(asyncapi).chain(schemas).collect()
}

/// Every kind of event with its definition, ordered by name.
pub fn events() -> impl Iterator<Item = (&'static EventType, MessageDescriptor)> {
    event::all().into_iter().map(|(name, event)| {
        let message = POOL
            .get_message_by_name(name)
            .expect("the kinds of events are read from the same definitions");
        (event, message)
    })
}

/// The JSON Schema (2020-12) of an event's payload. Its `$id` is the event's `ce-dataschema`.
#[must_use]
pub fn payload_schema(event: &EventType, message: &MessageDescriptor) -> Schema {
    messages::root(message, schema_id(event))
}

static POOL: LazyLock<DescriptorPool> = LazyLock::new(|| {
    DescriptorPool::decode(linia_proto::FILE_DESCRIPTOR_SET)
        .expect("the build of the contracts wrote a valid descriptor set")
});

fn schema_path(event: &EventType) -> String {
    format!("schemas/{}.json", event.name)
}

/// As the relay writes it into `ce-dataschema`.
fn schema_id(event: &EventType) -> String {
    match event.audience {
        event::Audience::Internal => format!("urn:linia:schema:{}", event.name),
        event::Audience::Public => format!("urn:linia:public-schema:{}", event.name),
    }
}

fn pretty(value: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).expect("every key is a string");
    text.push('\n');
    text
}
