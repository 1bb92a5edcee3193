//! Questions: asked by one, answered to all. Who asked is not part of it.

use linia_chassis::id::{ChallengeId, QuestionId};
use time::OffsetDateTime;

use super::error::TransitionError;

/// A question about a published challenge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Its id.
    pub id: QuestionId,
    /// What it is about.
    pub challenge: ChallengeId,
    /// What is asked.
    pub text: String,
    /// The answer, once given.
    pub answer: Option<Answer>,
    /// When it was asked.
    pub create_time: OffsetDateTime,
}

/// The answer to a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// What is answered.
    pub text: String,
    /// When.
    pub answer_time: OffsetDateTime,
}

impl Question {
    /// Asks.
    #[must_use]
    pub fn ask(challenge: ChallengeId, text: String, now: OffsetDateTime) -> Self {
        Self {
            id: QuestionId::new(),
            challenge,
            text,
            answer: None,
            create_time: now,
        }
    }

    /// Answers, once and for all.
    ///
    /// # Errors
    /// [`TransitionError::QuestionAnswered`].
    pub fn answer(self, text: String, now: OffsetDateTime) -> Result<Self, TransitionError> {
        if self.answer.is_some() {
            return Err(TransitionError::QuestionAnswered(self.id));
        }
        let answer = Some(Answer {
            text,
            answer_time: now,
        });
        Ok(Self { answer, ..self })
    }
}

#[cfg(test)]
mod tests {
    use super::{super::examples::NOW, *};

    #[test]
    fn answer_is_given_once() {
        let question = Question::ask(ChallengeId::new(), "Which protocol?".into(), NOW);
        let answered = question.answer("DALI-2.".into(), NOW).expect("is open");
        let id = answered.id;
        let again = answered.answer("Any.".into(), NOW);
        assert_eq!(again, Err(TransitionError::QuestionAnswered(id)));
    }
}
