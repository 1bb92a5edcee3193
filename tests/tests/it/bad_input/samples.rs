//! Requests without a fault, to be spoiled one by one.

use serde_json::{Value, json};
use uuid::Uuid;

use super::stand::Stand;

/// A challenge of two stages: the first takes works from the first to the thirtieth day, the
/// second from the fiftieth to the ninetieth.
pub(crate) fn challenge(stand: &Stand) -> Value {
    json!({
        "sourceLanguage": "pl",
        "titles": [text("Światło")],
        "descriptions": [text("Ulice mają świecić wtedy, kiedy trzeba.")],
        "cpvCodes": ["34928500"],
        "anonymous": true,
        "timeZone": "Europe/Warsaw",
        "stages": [stage(stand, 1, 30, 2), stage(stand, 50, 90, 0)],
        "prizes": [{
            "rank": 1,
            "kind": "PRIZE_KIND_MONEY",
            "money": {"currencyCode": "PLN", "amountMinor": "5000000"},
        }],
    })
}

/// A challenge of one stage.
pub(crate) fn short_challenge(stand: &Stand, open: i64, close: i64) -> Value {
    spoiled(
        &challenge(stand),
        "stages",
        json!([stage(stand, open, close, 0)]),
    )
}

/// A programme with one place for a person, in three phases that keep everybody; nobody may wait.
/// One enrols until the four hundredth day.
pub(crate) fn programme(stand: &Stand) -> Value {
    let phase = |title: &str| json!({"titles": [text(title)]});
    json!({
        "sourceLanguage": "pl",
        "titles": [text("Laboratorium")],
        "descriptions": [text("Wspólna diagnoza potrzeb.")],
        "timeZone": "Europe/Warsaw",
        "enrolment": {"closeTime": stand.day(400), "capacity": 1},
        "eligibility": {"kinds": ["ENTRANT_KIND_PERSON"]},
        "phases": [phase("Współpraca"), phase("Dialog"), phase("Opieka")],
    })
}

fn stage(stand: &Stand, open: i64, close: i64, finalists: i32) -> Value {
    json!({
        "titles": [text("Etap")],
        "openTime": stand.day(open),
        "closeTime": stand.day(close),
        "criteria": [criterion("idea", 6000), criterion("cost", 4000)],
        "finalistCount": finalists,
    })
}

fn criterion(key: &str, weight: i32) -> Value {
    json!({
        "key": key,
        "titles": [text("Kryterium")],
        "weightBasisPoints": weight,
        "maxPoints": 10,
    })
}

fn text(text: &str) -> Value {
    json!({"languageCode": "pl", "text": text})
}

/// An organization that may be registered.
pub(crate) fn organization(identifiers: Value) -> Value {
    json!({
        "displayName": "Fundacja Światło",
        "kind": "ORGANIZATION_KIND_NON_GOVERNMENTAL",
        "countryCode": "PL",
        "identifiers": identifiers,
    })
}

/// The same with another value at a path such as `stages.0.closeTime`.
///
/// # Panics
/// If there is no such place.
pub(crate) fn spoiled(sample: &Value, path: &str, value: Value) -> Value {
    let mut spoiled = sample.clone();
    let (parent, key) = path.rsplit_once('.').unwrap_or(("", path));
    let pointer = parent.split('.').filter(|part| !part.is_empty());
    let pointer: String = pointer.map(|part| format!("/{part}")).collect();
    let place = spoiled.pointer_mut(&pointer);
    let place = place.unwrap_or_else(|| panic!("the sample has no {path}"));
    match key.parse::<usize>() {
        Ok(index) => place[index] = value,
        Err(_) => place[key] = value,
    }
    spoiled
}

/// A text of so many characters.
pub(crate) fn long(characters: usize) -> String {
    "ż".repeat(characters)
}

/// Texts that are no names of a collection.
pub(crate) fn malformed(collection: &str) -> Vec<String> {
    let id = Uuid::new_v4();
    vec![
        String::new(),
        collection.to_owned(),
        format!("{collection}/"),
        format!("{collection}/1"),
        format!("{collection}/{}", id.simple()),
        format!("{collection}/{id}").to_uppercase(),
        format!("{collection}/{id}/"),
        format!("{collection}/{id}' OR true --"),
        format!("others/{id}"),
        "x".repeat(100_000),
    ]
}
