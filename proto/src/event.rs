//! How an event message appears on the wire: read from the
//! `linia.event.v1.event` option of its definition.

use std::{
    collections::{BTreeMap, HashMap},
    sync::LazyLock,
};

use prost::{Message, Name};
use prost_reflect::{MessageDescriptor, Value};

use crate::json::POOL;

/// Who may read an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Audience {
    /// The services of this installation alone.
    Internal,
    /// Anyone who subscribes to the public feed.
    Public,
}

/// What the wire needs to know of a kind of event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventType {
    /// `ce-type`: the full name of the message.
    pub name: String,
    /// The service that publishes it.
    pub service: String,
    /// The kind of thing it is about.
    pub aggregate: String,
    /// What happened, in the past tense.
    pub action: String,
    /// Who may read it.
    pub audience: Audience,
}

impl EventType {
    /// The subject it is published on.
    #[must_use]
    pub fn subject(&self) -> String {
        let Self {
            service,
            aggregate,
            action,
            ..
        } = self;
        match self.audience {
            Audience::Internal => format!("linia.v1.{service}.{aggregate}.{action}"),
            Audience::Public => format!("linia.public.v1.{service}.{aggregate}.{action}"),
        }
    }
}

/// A message that is an event: every message in a `linia.<service>.events.v1`
/// package that carries the `event` option.
pub trait Event: Message + Name + Default {}

impl<M: Message + Name + Default> Event for M {}

/// Returns what the wire needs to know of `M`.
///
/// # Panics
/// If `M` does not carry the `event` option: a mistake in the program.
#[must_use]
pub fn event_type<M: Event>() -> &'static EventType {
    REGISTRY
        .get(&M::full_name())
        .expect("only messages with the event option are published")
}

/// Every event of every service, by message name.
#[must_use]
pub fn all() -> BTreeMap<&'static str, &'static EventType> {
    REGISTRY.iter().map(|(k, v)| (k.as_str(), v)).collect()
}

static REGISTRY: LazyLock<HashMap<String, EventType>> = LazyLock::new(|| {
    POOL.all_messages()
        .filter_map(|message| read(&message))
        .map(|event| (event.name.clone(), event))
        .collect()
});

fn read(message: &MessageDescriptor) -> Option<EventType> {
    let extension = POOL
        .get_extension_by_name("linia.event.v1.event")
        .expect("the option is part of the contracts");
    let options = message.options();
    if !options.has_extension(&extension) {
        return None;
    }
    let value = options.get_extension(&extension);
    let fields = value.as_message()?;
    let text = |name: &str| match fields.get_field_by_name(name).as_deref() {
        Some(Value::String(text)) => text.clone(),
        _ => String::new(),
    };
    let public = 2;
    let audience = match fields.get_field_by_name("audience").as_deref() {
        Some(Value::EnumNumber(number)) if *number == public => Audience::Public,
        _ => Audience::Internal,
    };
    Some(EventType {
        name: message.full_name().to_owned(),
        service: message.package_name().split('.').nth(1)?.to_owned(),
        aggregate: text("aggregate"),
        action: text("action"),
        audience,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        challenges::events::v1::{ChallengeAnnounced, QuestionAnswered},
        json::{from_json, to_json},
    };

    #[test]
    fn subject_names_service_aggregate_and_action() {
        assert_eq!(
            event_type::<QuestionAnswered>().subject(),
            "linia.v1.challenges.question.answered"
        );
        assert_eq!(
            event_type::<ChallengeAnnounced>().subject(),
            "linia.public.v1.challenges.challenge.announced"
        );
    }

    #[test]
    fn every_message_of_an_events_package_with_the_option_is_complete() {
        for (name, event) in all() {
            assert!(!event.aggregate.is_empty(), "{name} names no aggregate");
            assert!(!event.action.is_empty(), "{name} names no action");
        }
    }

    #[test]
    fn payload_survives_the_json_mapping() {
        let event = QuestionAnswered {
            question: "questions/1".into(),
            challenge: "challenges/2".into(),
            authority: "organizations/3".into(),
            asker: "accounts/4".into(),
            ..QuestionAnswered::default()
        };
        let json = to_json(&event);
        assert_eq!(from_json::<QuestionAnswered>(&json).expect("reads"), event);
    }

    #[test]
    fn unknown_field_is_ignored() {
        let json = br#"{"question":"questions/1","addedLater":true}"#;
        let event = from_json::<QuestionAnswered>(json).expect("reads");
        assert_eq!(event.question, "questions/1");
    }
}
