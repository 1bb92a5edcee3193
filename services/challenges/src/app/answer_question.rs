//! Answers a question, to all.

use linia_chassis::{auth::Caller, id::QuestionId};

use super::{AppError, Context, access::Target};
use crate::{
    domain::{
        act::{ActKind, Deed},
        question::Question,
    },
    events::published::append_question_answered_in_tx,
    store,
};

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
        let actor = caller.account()?.into();
        let id = command.question;
        let mut tx = self.database.begin_write().await?;
        store::question::lock_all(tx.conn(), &[id]).await?;
        let question = self.find_question(&mut tx, caller, id).await?;
        let target = Target::any(question.challenge);
        let stored = self
            .lock_for(tx.conn(), caller, "answer_question", &target)
            .await?;
        let authority = stored.challenge.authority;
        let answered = question.give_answer(command.answer, tx.now())?;
        if let Some(answer) = answered.answer() {
            store::question::update_answer(tx.conn(), id, answer).await?;
        }
        let askers = store::question::list_askers(tx.conn(), id).await?;
        append_question_answered_in_tx(&mut tx, &answered, authority, &askers).await?;
        let deed = Deed::about(ActKind::QuestionAnswered, id);
        store::act::append(tx.conn(), target.challenge, stored.version, &deed, actor).await?;
        tx.commit().await?;
        Ok(answered)
    }
}
