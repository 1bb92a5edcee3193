//! The AsyncAPI 3.0 document: every subject, who may read it, and the headers.
//!
//! <https://www.asyncapi.com/docs/reference/specification/v3.0.0>

mod headers;
mod model;

use std::collections::BTreeMap;

use linia_proto::event::{Audience, EventType};
use prost_reflect::MessageDescriptor;

use model::{
    Channel, Components, Document, Info, License, Message, MessageTrait, Operation, Reference,
    SecurityScheme, Server, Tag, Variable,
};

use super::{comments, events, schema_path};

const DESCRIPTION: &str = "\
The domain events of Linia: facts in the past tense, with ids and public facts and never personal \
data. They are CloudEvents 1.0 in the binary mode of the NATS binding, on JetStream, one stream for \
each service and audience.

Within an aggregate (`ce-subject`) events are numbered without gaps (`ce-sequence`) and are published \
in that order; the numbers of internal and public events are counted apart. An event may be delivered \
more than once: keep the last number of each aggregate and ignore what is not newer. A stream that had \
to be filled again carries a higher `linia-epoch`: read it from its beginning.

Within `v1` fields, enumeration values and kinds of events are only added; ignore what you do not know. \
A breaking change is a new kind of event in `v2`, published side by side.";

/// The whole document.
pub(super) fn document() -> Document {
    let mut document = Document {
        asyncapi: "3.0.0",
        id: "urn:linia:events:v1",
        info: info(),
        default_content_type: "application/json",
        servers: servers(),
        channels: BTreeMap::new(),
        operations: BTreeMap::new(),
        components: components(),
    };
    for (event, message) in events() {
        let (name, subject) = (event.name.clone(), event.subject());
        document
            .operations
            .insert(name.clone(), operation(event, &message));
        document
            .channels
            .insert(subject.clone(), channel(event, subject, &message));
        document
            .components
            .messages
            .insert(name, self::message(event, &message));
    }
    document
}

fn info() -> Info {
    Info {
        title: "Linia events",
        version: "1.0.0",
        description: DESCRIPTION,
        license: License {
            name: "EUPL-1.2",
            url: "https://eupl.eu/1.2/en/",
        },
    }
}

fn servers() -> BTreeMap<&'static str, Server> {
    let server = |title, description| Server {
        host: "{host}",
        protocol: "nats",
        title,
        description,
        variables: BTreeMap::from([(
            "host",
            Variable {
                default: "localhost:4222",
                description: "Address and port of the installation's broker.",
            },
        )]),
        security: vec![Reference::to(["components", "securitySchemes", "user"])],
    };
    let internal = server(
        "The account LINIA",
        "For the services of the installation alone; each may publish its own subjects only.",
    );
    let public = server(
        "The account PUBLIC",
        "For outsiders: the user `public_reader` may read every public stream and publish nothing.",
    );
    BTreeMap::from([("internal", internal), ("public", public)])
}

fn channel(event: &EventType, subject: String, message: &MessageDescriptor) -> Channel {
    Channel {
        address: subject,
        title: event.name.clone(),
        description: comments::of_message(message),
        servers: vec![Reference::to(["servers", audience(event)])],
        messages: BTreeMap::from([(
            message.name().to_owned(),
            Reference::to(["components", "messages", &event.name]),
        )]),
        tags: tags(event),
        stream: stream(event),
    }
}

fn operation(event: &EventType, message: &MessageDescriptor) -> Operation {
    let subject = event.subject();
    Operation {
        action: "send",
        summary: format!("The service {} publishes it.", event.service),
        channel: Reference::to(["channels", &subject]),
        messages: vec![Reference::to([
            "channels",
            &subject,
            "messages",
            message.name(),
        ])],
    }
}

fn message(event: &EventType, message: &MessageDescriptor) -> Message {
    Message {
        name: event.name.clone(),
        title: message.name().to_owned(),
        summary: comments::of_message(message),
        tags: tags(event),
        headers: headers::of_event(event),
        payload: Reference {
            target: format!("./{}", schema_path(event)),
        },
        traits: vec![Reference::to(["components", "messageTraits", "cloudEvent"])],
    }
}

fn components() -> Components {
    Components {
        messages: BTreeMap::new(),
        message_traits: BTreeMap::from([(
            "cloudEvent",
            MessageTrait {
                content_type: "application/json",
                headers: headers::common(),
            },
        )]),
        security_schemes: BTreeMap::from([(
            "user",
            SecurityScheme {
                kind: "userPassword",
                description: "A user of the broker and their password.",
            },
        )]),
    }
}

fn tags(event: &EventType) -> Vec<Tag> {
    let names = [audience(event).to_owned(), event.service.clone()];
    names.map(|name| Tag { name }).into()
}

const fn audience(event: &EventType) -> &'static str {
    match event.audience {
        Audience::Internal => "internal",
        Audience::Public => "public",
    }
}

/// The JetStream stream that keeps the subject.
fn stream(event: &EventType) -> String {
    let service = event.service.to_uppercase();
    match event.audience {
        Audience::Internal => format!("LINIA_{service}"),
        Audience::Public => format!("LINIA_PUBLIC_{service}"),
    }
}
