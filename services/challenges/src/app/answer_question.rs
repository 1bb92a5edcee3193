//! Answers a question, to all.

use linia_chassis::{auth::Caller, id::QuestionId};

use super::{AppError, Context, access::resource};
use crate::{domain::question::Question, events::published::append_question_answered_in_tx, store};

/// What to answer.
#[derive(Debug)]
pub struct AnswerQuestion {
    /// Which question.
    pub question: QuestionId,
    /// What.
    pub answer: String,
}

impl Context {
    /// Answers a question. An unanswered one exists for the authority's staff
    /// alone.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn answer_question(
        &self,
        caller: &Caller,
        command: AnswerQuestion,
    ) -> Result<Question, AppError> {
        caller.account()?;
        let id = command.question;
        let unknown = || AppError::NotFound(id.to_string());
        let mut tx = self.database.begin_write().await?;
        let question = store::question::lock(tx.conn(), id)
            .await?
            .ok_or_else(unknown)?;
        let stored = self
            .find_visible(tx.conn(), caller, question.challenge)
            .await?;
        let resource = resource(&stored.challenge);
        if question.answer.is_none() {
            self.policy
                .require_visible(caller, "view_unanswered_questions", &resource, id)?;
        }
        self.policy
            .authorize(caller, "answer_question", &resource)?;
        let answered = question.answer(command.answer, tx.now())?;
        if let Some(answer) = &answered.answer {
            store::question::update_answer(tx.conn(), id, answer).await?;
        }
        let asker = store::question::find_asker(tx.conn(), id).await?;
        let authority = stored.challenge.authority;
        append_question_answered_in_tx(&mut tx, &answered, authority, asker).await?;
        tx.commit().await?;
        Ok(answered)
    }
}
