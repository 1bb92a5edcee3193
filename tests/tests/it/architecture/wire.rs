//! What goes over the wire: every event has a subject of its own, and none tells who a person is.

use std::collections::{BTreeMap, BTreeSet};

use linia_proto::event;
use linia_tests::contracts::events;
use prost_reflect::{DescriptorPool, FieldDescriptor, Kind, MessageDescriptor};

/// Words in the names of fields that hold personal data or secrets.
const PERSONAL: [&str; 21] = [
    "address",
    "age",
    "birth",
    "city",
    "display_name",
    "email",
    "first_name",
    "full_name",
    "gender",
    "given_name",
    "iban",
    "ip",
    "last_name",
    "login",
    "password",
    "pesel",
    "phone",
    "postal",
    "secret",
    "surname",
    "token",
];

/// Field, and why it is no personal data.
const NOT_PERSONAL: [(&str, &str); 2] = [
    (
        "linia.identity.events.v1.OrganizationRegistered.display_name",
        "the official name of a body, as in a public register",
    ),
    (
        "linia.challenges.v1.PublishedStage.has_secret",
        "whether there is one, not what it is",
    ),
];

#[test]
fn every_message_of_an_events_package_is_an_event_or_a_part_of_one() {
    let events: BTreeSet<&str> = event::all().into_keys().collect();
    let parts: BTreeSet<String> = event_fields()
        .into_values()
        .filter_map(|field| match field.kind() {
            Kind::Message(part) => Some(part.full_name().to_owned()),
            _ => None,
        })
        .collect();
    let stray: Vec<_> = pool()
        .all_messages()
        .filter(|message| message.package_name().ends_with(".events.v1"))
        .map(|message| message.full_name().to_owned())
        .filter(|name| !events.contains(name.as_str()) && !parts.contains(name))
        .collect();
    assert!(stray.is_empty(), "neither: {stray:#?}");
}

#[test]
fn every_event_stands_in_an_events_package() {
    let stray: Vec<_> = events()
        .filter(|(event, message)| {
            message.package_name() != format!("linia.{}.events.v1", event.service)
        })
        .map(|(event, _)| &event.name)
        .collect();
    assert!(stray.is_empty(), "elsewhere: {stray:#?}");
}

#[test]
fn every_event_says_who_may_read_it() {
    let extension = pool()
        .get_extension_by_name("linia.event.v1.event")
        .unwrap();
    let silent: Vec<_> = events()
        .filter(|(_, message)| {
            let options = message.options();
            let option = options.get_extension(&extension);
            !option.as_message().unwrap().has_field_by_name("audience")
        })
        .map(|(event, _)| &event.name)
        .collect();
    assert!(silent.is_empty(), "no audience: {silent:#?}");
}

#[test]
fn every_event_has_a_well_formed_subject_of_its_own() {
    let mut by_subject: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (name, event) in event::all() {
        by_subject.entry(event.subject()).or_default().push(name);
    }
    let wrong: Vec<_> = by_subject
        .into_iter()
        .filter(|(subject, names)| names.len() > 1 || !subject.split('.').all(is_lower_snake))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn is_lower_snake(token: &str) -> bool {
    token.starts_with(|c: char| c.is_ascii_lowercase())
        && token
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

#[test]
fn no_event_carries_personal_data() {
    let personal: Vec<_> = event_fields()
        .into_iter()
        .filter(|(_, field)| sounds_personal(field.name()))
        .map(|(name, _)| name)
        .filter(|name| NOT_PERSONAL.iter().all(|(allowed, _)| allowed != name))
        .collect();
    assert!(personal.is_empty(), "{personal:#?}");
}

#[test]
fn no_exception_outlives_its_field() {
    let fields = event_fields();
    let stale: Vec<_> = NOT_PERSONAL
        .iter()
        .filter(|(name, _)| !fields.contains_key(*name))
        .collect();
    assert!(stale.is_empty(), "{stale:#?}");
}

/// Whether the name contains one of the words, as whole parts: `stage` has no `age`.
fn sounds_personal(name: &str) -> bool {
    let name = format!("_{name}_");
    PERSONAL
        .iter()
        .any(|word| name.contains(&format!("_{word}_")))
}

/// Every field that an event can carry, those of the messages within it too, by full name.
fn event_fields() -> BTreeMap<String, FieldDescriptor> {
    let mut fields = BTreeMap::new();
    for (_, message) in events() {
        collect(&message, &mut fields);
    }
    fields
}

fn collect(message: &MessageDescriptor, fields: &mut BTreeMap<String, FieldDescriptor>) {
    for field in message.fields() {
        let seen = fields.insert(field.full_name().to_owned(), field.clone());
        if let (None, Kind::Message(part)) = (seen, field.kind()) {
            collect(&part, fields);
        }
    }
}

fn pool() -> DescriptorPool {
    DescriptorPool::decode(linia_proto::FILE_DESCRIPTOR_SET).unwrap()
}
