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
    /// When it was asked.
    pub create_time: OffsetDateTime,
    /// Where it stands.
    pub state: QuestionState,
}

/// Where a question stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum QuestionState {
    /// Waits for its answer.
    Open,
    /// Has its answer.
    Answered(Answer),
    /// Asks what another one asks, and is answered with it.
    Merged {
        /// The other one.
        into: QuestionId,
        /// The other one's answer, once given.
        answer: Option<Answer>,
    },
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
            create_time: now,
            state: QuestionState::Open,
        }
    }

    /// The answer that everybody can read, once there is one.
    #[must_use]
    pub const fn answer(&self) -> Option<&Answer> {
        match &self.state {
            QuestionState::Open => None,
            QuestionState::Answered(answer) => Some(answer),
            QuestionState::Merged { answer, .. } => answer.as_ref(),
        }
    }

    /// The question that this one was merged into, if it was.
    #[must_use]
    pub const fn merged_into(&self) -> Option<QuestionId> {
        match self.state {
            QuestionState::Merged { into, .. } => Some(into),
            QuestionState::Open | QuestionState::Answered(_) => None,
        }
    }

    /// Answers, once and for all.
    ///
    /// # Errors
    /// [`TransitionError::QuestionAnswered`], [`TransitionError::QuestionMerged`].
    pub fn give_answer(self, text: String, now: OffsetDateTime) -> Result<Self, TransitionError> {
        self.check_open()?;
        let state = QuestionState::Answered(Answer {
            text,
            answer_time: now,
        });
        Ok(Self { state, ..self })
    }

    /// Leaves the answer to another question that asks the same.
    ///
    /// # Errors
    /// [`TransitionError::QuestionAnswered`], [`TransitionError::QuestionMerged`]
    /// for this one; [`TransitionError::MergeTargetUnfit`] if the other one is
    /// this one, merged itself, or about another challenge.
    pub fn merge_into(self, other: &Self) -> Result<Self, TransitionError> {
        self.check_open()?;
        let fit = other.id != self.id
            && other.challenge == self.challenge
            && other.merged_into().is_none();
        if !fit {
            return Err(TransitionError::MergeTargetUnfit(other.id));
        }
        let state = QuestionState::Merged {
            into: other.id,
            answer: other.answer().cloned(),
        };
        Ok(Self { state, ..self })
    }

    const fn check_open(&self) -> Result<(), TransitionError> {
        match &self.state {
            QuestionState::Open => Ok(()),
            QuestionState::Answered(_) => Err(TransitionError::QuestionAnswered(self.id)),
            QuestionState::Merged { .. } => Err(TransitionError::QuestionMerged(self.id)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::examples::NOW, *};

    fn open() -> Question {
        Question::ask(ChallengeId::new(), "Which protocol?".into(), NOW)
    }

    fn of(challenge: ChallengeId) -> Question {
        Question {
            challenge,
            ..open()
        }
    }

    fn answered(question: Question) -> Question {
        question
            .give_answer("DALI-2.".into(), NOW)
            .expect("is open")
    }

    #[test]
    fn every_command_in_every_state() {
        let question = open();
        let (id, other) = (question.id, of(question.challenge));
        let merged = question.clone().merge_into(&other).expect("both are open");
        for (state, refusal) in [
            (question.clone(), None),
            (
                answered(question),
                Some(TransitionError::QuestionAnswered(id)),
            ),
            (merged, Some(TransitionError::QuestionMerged(id))),
        ] {
            let given = state.clone().give_answer("Any.".into(), NOW);
            assert_eq!(given.err(), refusal, "answer {state:?}");
            let merged = state.clone().merge_into(&other);
            assert_eq!(merged.err(), refusal, "merge {state:?}");
        }
    }

    #[test]
    fn merged_question_has_the_answer_of_the_other() {
        let question = open();
        let other = answered(of(question.challenge));
        let merged = question.merge_into(&other).expect("is open");
        assert_eq!(merged.answer(), other.answer());
        assert_eq!(merged.merged_into(), Some(other.id));
    }

    #[test]
    fn question_is_merged_into_another_of_its_challenge_that_stands_for_itself() {
        let question = open();
        let other = of(question.challenge);
        let merged = other.merge_into(&of(question.challenge)).expect("is open");
        for unfit in [question.clone(), open(), merged] {
            let refused = question.clone().merge_into(&unfit);
            assert_eq!(refused, Err(TransitionError::MergeTargetUnfit(unfit.id)));
        }
    }
}
