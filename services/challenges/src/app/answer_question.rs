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
    /// Answers a question and those that were merged into it.
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
        let mut tx = self.database.begin_write().await?;
        store::question::lock_all(tx.conn(), &[id]).await?;
        let question = self.find_question(&mut tx, caller, id).await?;
        let challenge = self
            .find_visible(tx.conn(), caller, question.challenge)
            .await?
            .challenge;
        self.policy
            .authorize(caller, "answer_question", &resource(&challenge))?;
        let answered = question.give_answer(command.answer, tx.now())?;
        if let Some(answer) = answered.answer() {
            store::question::update_answer(tx.conn(), id, answer).await?;
        }
        let askers = store::question::list_askers(tx.conn(), id).await?;
        append_question_answered_in_tx(&mut tx, &answered, challenge.authority, &askers).await?;
        tx.commit().await?;
        Ok(answered)
    }
}
