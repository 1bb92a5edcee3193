//! A question as everybody gets it: without its asker.

use linia_chassis::grpc::timestamp;
use linia_proto::challenges::v1 as pb;

use crate::domain::question::Question;

/// A question as a message.
#[must_use]
pub fn to_message(question: &Question) -> pb::Question {
    let answer = question.answer();
    pb::Question {
        name: question.id.to_string(),
        challenge: question.challenge.to_string(),
        text: question.text.clone(),
        answer: answer.map(|answer| answer.text.clone()).unwrap_or_default(),
        create_time: Some(timestamp(question.create_time)),
        answer_time: answer.map(|answer| timestamp(answer.answer_time)),
        merged_into: question
            .merged_into()
            .map(|into| into.to_string())
            .unwrap_or_default(),
    }
}
