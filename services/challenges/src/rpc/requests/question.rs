//! Requests about questions.

use linia_chassis::{
    id::{ChallengeId, QuestionId},
    problem::{Problem, Violations},
};
use linia_proto::challenges::v1 as pb;

use crate::{
    app::{
        answer_question::AnswerQuestion, ask_question::AskQuestion, merge_question::MergeQuestion,
    },
    convert::parse,
    domain::limits,
};

impl TryFrom<pb::AskQuestionRequest> for AskQuestion {
    type Error = Problem;

    fn try_from(request: pb::AskQuestionRequest) -> Result<Self, Problem> {
        let mut violations = Violations::default();
        let challenge: Option<ChallengeId> =
            parse::name("challenge", &request.challenge, &mut violations);
        parse::text(
            "text",
            &request.text,
            limits::QUESTION_CHARS,
            &mut violations,
        );
        violations.into_result()?;
        Ok(Self {
            challenge: challenge.expect("a name that cannot be read is a violation"),
            text: request.text,
        })
    }
}

impl TryFrom<pb::AnswerQuestionRequest> for AnswerQuestion {
    type Error = Problem;

    fn try_from(request: pb::AnswerQuestionRequest) -> Result<Self, Problem> {
        let mut violations = Violations::default();
        let question: Option<QuestionId> = parse::name("name", &request.name, &mut violations);
        parse::text(
            "answer",
            &request.answer,
            limits::ANSWER_CHARS,
            &mut violations,
        );
        violations.into_result()?;
        Ok(Self {
            question: question.expect("a name that cannot be read is a violation"),
            answer: request.answer,
        })
    }
}

impl TryFrom<pb::MergeQuestionRequest> for MergeQuestion {
    type Error = Problem;

    fn try_from(request: pb::MergeQuestionRequest) -> Result<Self, Problem> {
        let mut violations = Violations::default();
        let question = parse::name("name", &request.name, &mut violations);
        let into = parse::name("into", &request.into, &mut violations);
        violations.into_result()?;
        let known = "a name that cannot be read is a violation";
        Ok(Self {
            question: question.expect(known),
            into: into.expect(known),
        })
    }
}
