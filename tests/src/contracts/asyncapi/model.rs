//! The objects of the AsyncAPI document, members in the order in which they are read.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::contracts::schema::Schema;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::contracts) struct Document {
    pub(super) asyncapi: &'static str,
    pub(super) id: &'static str,
    pub(super) info: Info,
    pub(super) default_content_type: &'static str,
    pub(super) servers: BTreeMap<&'static str, Server>,
    pub(super) channels: BTreeMap<String, Channel>,
    pub(super) operations: BTreeMap<String, Operation>,
    pub(super) components: Components,
}

#[derive(Serialize)]
pub(super) struct Info {
    pub(super) title: &'static str,
    pub(super) version: &'static str,
    pub(super) description: &'static str,
    pub(super) license: License,
}

#[derive(Serialize)]
pub(super) struct License {
    pub(super) name: &'static str,
    pub(super) url: &'static str,
}

#[derive(Serialize)]
pub(super) struct Server {
    pub(super) host: &'static str,
    pub(super) protocol: &'static str,
    pub(super) title: &'static str,
    pub(super) description: &'static str,
    pub(super) variables: BTreeMap<&'static str, Variable>,
    pub(super) security: Vec<Reference>,
}

#[derive(Serialize)]
pub(super) struct Variable {
    pub(super) default: &'static str,
    pub(super) description: &'static str,
}

#[derive(Serialize)]
pub(super) struct Channel {
    pub(super) address: String,
    pub(super) title: String,
    pub(super) description: Option<String>,
    pub(super) servers: Vec<Reference>,
    pub(super) messages: BTreeMap<String, Reference>,
    pub(super) tags: Vec<Tag>,
    #[serde(rename = "x-jetstream-stream")]
    pub(super) stream: String,
}

#[derive(Serialize)]
pub(super) struct Operation {
    pub(super) action: &'static str,
    pub(super) summary: String,
    pub(super) channel: Reference,
    pub(super) messages: Vec<Reference>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Components {
    pub(super) messages: BTreeMap<String, Message>,
    pub(super) message_traits: BTreeMap<&'static str, MessageTrait>,
    pub(super) security_schemes: BTreeMap<&'static str, SecurityScheme>,
}

#[derive(Serialize)]
pub(super) struct Message {
    pub(super) name: String,
    pub(super) title: String,
    pub(super) summary: Option<String>,
    pub(super) tags: Vec<Tag>,
    pub(super) headers: Schema,
    pub(super) payload: Reference,
    pub(super) traits: Vec<Reference>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct MessageTrait {
    pub(super) content_type: &'static str,
    pub(super) headers: Schema,
}

#[derive(Serialize)]
pub(super) struct SecurityScheme {
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    pub(super) description: &'static str,
}

#[derive(Serialize)]
pub(super) struct Tag {
    pub(super) name: String,
}

#[derive(Serialize)]
pub(super) struct Reference {
    #[serde(rename = "$ref")]
    pub(super) target: String,
}

impl Reference {
    /// To a place in the same document. No part of our names has a `/` or `~` to be escaped.
    pub(super) fn to<'a>(path: impl IntoIterator<Item = &'a str>) -> Self {
        let parts = path.into_iter().map(|part| format!("/{part}"));
        Self {
            target: std::iter::once("#".to_owned()).chain(parts).collect(),
        }
    }
}
