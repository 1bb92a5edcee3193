//! What the services write fits the schemas that downstream teams read.

use boon::{Compiler, Schemas};
use linia_proto::challenges::events::v1::{ChallengePublished, StageExtended};
use linia_proto::challenges::v1::{Criterion, Prize, PrizeKind, PublishedStage, Stage};
use linia_proto::event::{Event, EventType, event_type};
use linia_proto::json::to_json;
use linia_proto::submissions::events::v1::{SelectedWork, StageJudged};
use linia_proto::r#type::v1::{LocalizedText, Money};
use linia_tests::contracts::{events, payload_schema};
use prost_reflect::MessageDescriptor;
use prost_reflect::prost_types::Timestamp;
use serde_json::{Value, json};

use super::filled;

#[test]
fn every_event_with_every_field_set_fits_its_schema() {
    for (event, message) in events() {
        let payload = serde_json::to_value(filled::message(&message)).unwrap();
        assert_fits(event, &message, &payload);
    }
}

#[test]
fn every_event_with_no_field_set_fits_its_schema() {
    for (event, message) in events() {
        assert_fits(event, &message, &json!({}));
    }
}

#[test]
fn what_the_outbox_stores_fits_its_schema() {
    assert_written_fits(&ChallengePublished {
        challenge: "challenges/01937b5e-0000-7000-8000-000000000001".into(),
        authority: "organizations/01937b5e-0000-7000-8000-000000000002".into(),
        titles: vec![text("Zieleń przy szkołach")],
        source_language: "pl".into(),
        time_zone: "Europe/Warsaw".into(),
        stages: vec![published_stage()],
        prizes: vec![Prize {
            rank: 1,
            kind: PrizeKind::Money.into(),
            money: Some(Money {
                currency_code: "PLN".into(),
                amount_minor: 5_000_000,
            }),
        }],
        descriptions: vec![text("Więcej drzew")],
        cpv_codes: vec!["77310000".into()],
        application_deadline: Some(timestamp(1_793_000_000)),
    });
    assert_written_fits(&StageExtended {
        close_time: Some(timestamp(1_795_000_000)),
        previous_close_time: Some(timestamp(1_794_000_000)),
        reason: "Pytania wymagały odpowiedzi".into(),
        ..StageExtended::default()
    });
    assert_written_fits(&StageJudged {
        protocol_sha256: vec![0xfb; 32].into(),
        last: true,
        selected: vec![SelectedWork {
            work: "works/9b2d7c3e-0000-4000-8000-000000000003".into(),
            rank: 1,
        }],
        review_count: 12,
        ..StageJudged::default()
    });
}

#[test]
fn schema_refuses_what_the_mapping_never_writes() {
    let wrong = [
        json!({ "challenge": 7 }),
        json!({ "stages": {} }),
        json!({ "stages": [{ "stage": { "closeTime": "tomorrow" } }] }),
        json!({ "stages": [{ "challengeVersion": 3 }] }),
        json!({ "prizes": [{ "kind": "GOLD" }] }),
        json!({ "prizes": [{ "rank": 2_147_483_648_i64 }] }),
    ];
    let (event, message) = events()
        .find(|(event, _)| *event == event_type::<ChallengePublished>())
        .unwrap();
    let schema = serde_json::to_value(payload_schema(event, &message)).unwrap();
    for payload in wrong {
        assert!(
            violations(schema.clone(), &payload).is_some(),
            "{payload} was let through"
        );
    }
}

fn published_stage() -> PublishedStage {
    PublishedStage {
        ordinal: 1,
        stage_count: 1,
        stage: Some(Stage {
            titles: vec![text("Etap jedyny")],
            open_time: Some(timestamp(1_793_000_000)),
            close_time: Some(Timestamp {
                nanos: 500_000_000,
                ..timestamp(1_794_000_000)
            }),
            criteria: vec![Criterion {
                key: "quality".into(),
                weight_basis_points: 10_000,
                max_points: 100,
                ..Criterion::default()
            }],
            ..Stage::default()
        }),
        challenge_version: i64::MAX,
        ..PublishedStage::default()
    }
}

fn text(text: &str) -> LocalizedText {
    LocalizedText {
        language_code: "pl".into(),
        text: text.into(),
    }
}

const fn timestamp(seconds: i64) -> Timestamp {
    Timestamp { seconds, nanos: 0 }
}

fn assert_written_fits<E: Event>(event: &E) {
    let payload: Value = serde_json::from_slice(&to_json(event)).unwrap();
    let (event, message) = events()
        .find(|(other, _)| *other == event_type::<E>())
        .unwrap();
    assert_fits(event, &message, &payload);
}

fn assert_fits(event: &EventType, message: &MessageDescriptor, payload: &Value) {
    let mut schema = serde_json::to_value(payload_schema(event, message)).unwrap();
    close(&mut schema);
    let violations = violations(schema, payload);
    assert!(
        violations.is_none(),
        "{}: {}",
        event.name,
        violations.unwrap_or_default()
    );
}

/// What is wrong with the payload, if anything is.
fn violations(schema: Value, payload: &Value) -> Option<String> {
    let mut schemas = Schemas::new();
    let mut compiler = Compiler::new();
    compiler.enable_format_assertions();
    compiler
        .add_resource("file:///schema.json", schema)
        .unwrap();
    let index = compiler
        .compile("file:///schema.json", &mut schemas)
        .unwrap();
    schemas
        .validate(payload, index)
        .err()
        .map(|error| format!("{error:#}"))
}

/// The schemas let unknown members pass, for those that later releases add; here each member must
/// be one that the schema describes.
fn close(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            members.values_mut().for_each(close);
            if members.contains_key("properties") && members.get("type") == Some(&json!("object")) {
                members
                    .entry("additionalProperties")
                    .or_insert(json!(false));
            }
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}
