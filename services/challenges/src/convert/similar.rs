//! Challenges that resemble another one.

use linia_proto::challenges::v1 as pb;

use super::{challenge::state_to_message, text};
use crate::domain::similarity::SimilarChallenge;

/// A similar challenge as a message.
#[must_use]
pub fn to_message(similar: SimilarChallenge) -> pb::SimilarChallenge {
    let challenge = similar.challenge;
    pb::SimilarChallenge {
        challenge: challenge.id.to_string(),
        authority: challenge.authority.to_string(),
        state: state_to_message(challenge.state.kind()).into(),
        titles: text::to_messages(&challenge.content.titles),
        score_basis_points: i32::try_from(similar.score_basis_points)
            .expect("a part is at most the whole"),
        shared_words: similar.shared_words,
    }
}
