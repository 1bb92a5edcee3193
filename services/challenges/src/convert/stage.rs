//! Stages as readers of a challenge and as the other services get them.

use linia_proto::challenges::v1 as pb;

use super::{admission, content, eligibility, extension, text};
use crate::domain::{challenge::Challenge, state::State};

/// The stages of a challenge, with names and recipients once it is published.
#[must_use]
pub fn all_to_messages(challenge: &Challenge) -> Vec<pb::Stage> {
    let mut messages: Vec<_> = challenge
        .content
        .stages
        .iter()
        .map(content::stage_to_message)
        .collect();
    if let Some(publication) = challenge.state.publication() {
        for (message, stage) in messages.iter_mut().zip(&publication.stages) {
            message.name = stage.id.to_string();
            message
                .sealing_recipient
                .clone_from(&stage.sealing_recipient);
        }
    }
    messages
}

/// The stages of a published challenge as the other services need them, in
/// order; none of one that is not published. `challenge_version` is the number
/// of the event that they reflect.
#[must_use]
pub fn published_to_messages(
    challenge: &Challenge,
    challenge_version: i64,
) -> Vec<pb::PublishedStage> {
    let Some(publication) = challenge.state.publication() else {
        return Vec::new();
    };
    let count = |count: usize| i32::try_from(count).expect("there are few of them");
    let stages = all_to_messages(challenge)
        .into_iter()
        .zip(&publication.stages);
    stages
        .zip(1..)
        .map(|((stage, published), ordinal)| pb::PublishedStage {
            challenge: challenge.id.to_string(),
            authority: challenge.authority.to_string(),
            ordinal,
            stage_count: count(publication.stages.len()),
            stage: Some(stage),
            unmasking_recipient: published.unmasking_recipient.clone(),
            cancelled: matches!(challenge.state, State::Cancelled { .. }),
            challenge_version,
            laureate_count: count(challenge.content.laureate_count()),
            required_qualifications: text::to_messages(&challenge.content.required_qualifications),
            runner_up_allowed: challenge.content.runner_up_allowed,
            admission: admission::mode_to_message(challenge.content.admission).into(),
            eligibility: eligibility::to_message(&challenge.content.eligibility),
            individual_closings: challenge
                .extensions_of(published.id)
                .map(extension::to_closing)
                .collect(),
            settled: false,
            has_secret: published.has_secret,
        })
        .collect()
}
