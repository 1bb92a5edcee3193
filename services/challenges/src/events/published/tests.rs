//! Events as they appear on the wire.

use insta::assert_json_snapshot;
use linia_chassis::id::{ChallengeId, QuestionId};
use linia_proto::{event::Event as Message, json::to_json};
use serde_json::Value;
use uuid::Uuid;

use super::*;
use crate::domain::examples;

fn json(event: &impl Message) -> Value {
    serde_json::from_slice(&to_json(event)).expect("is JSON")
}

#[test]
fn published_challenge_carries_all_that_others_need() {
    let challenge = examples::with_fixed_ids(examples::published());
    let event = json(&challenge_published(&challenge, 4));
    insta::with_settings!({sort_maps => true}, { assert_json_snapshot!(event) });
}

#[test]
fn asked_question_names_no_asker() {
    let id = Uuid::from_u128(1);
    let mut question = Question::ask(ChallengeId::from(id), "Why?".into(), examples::NOW);
    question.id = QuestionId::from(id);
    let event = json(&question_asked(&question, OrganizationId::from(id)));
    insta::with_settings!({sort_maps => true}, { assert_json_snapshot!(event) });
}
