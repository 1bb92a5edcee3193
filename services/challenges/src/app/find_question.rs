//! Finding a question that the caller may know of.

use linia_chassis::{auth::Caller, database::WriteTx, id::QuestionId};

use super::{AppError, Context, access::resource};
use crate::{domain::question::Question, store};

impl Context {
    /// Finds a question: one without an answer exists for the authority's staff
    /// alone.
    pub(super) async fn find_question(
        &self,
        tx: &mut WriteTx,
        caller: &Caller,
        id: QuestionId,
    ) -> Result<Question, AppError> {
        let question = store::question::find(tx.conn(), id)
            .await?
            .ok_or_else(|| AppError::NotFound(id.to_string()))?;
        let stored = self
            .find_visible(tx.conn(), caller, question.challenge)
            .await?;
        if question.answer().is_none() {
            let resource = resource(&stored.challenge);
            self.policy
                .require_visible(caller, "view_unanswered_questions", &resource, id)?;
        }
        Ok(question)
    }
}
