//! Merges a question into another one that asks the same.

use linia_chassis::{auth::Caller, id::QuestionId};

use super::{AppError, Context, access::resource};
use crate::{domain::question::Question, events::published::append_question_merged_in_tx, store};

/// What to merge.
#[derive(Debug)]
pub struct MergeQuestion {
    /// Which question.
    pub question: QuestionId,
    /// The one that asks the same.
    pub into: QuestionId,
}

impl Context {
    /// Leaves a question to another one's answer, and tells its asker. Those
    /// that were merged into it go with it.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn merge_question(
        &self,
        caller: &Caller,
        command: MergeQuestion,
    ) -> Result<Question, AppError> {
        caller.account()?;
        let MergeQuestion { question: id, into } = command;
        let mut tx = self.database.begin_write().await?;
        // Both, in one order for all: whoever answers one of them waits.
        store::question::lock_all(tx.conn(), &[id, into]).await?;
        let question = self.find_question(&mut tx, caller, id).await?;
        let other = self.find_question(&mut tx, caller, into).await?;
        let challenge = self
            .find_visible(tx.conn(), caller, question.challenge)
            .await?
            .challenge;
        self.policy
            .authorize(caller, "merge_question", &resource(&challenge))?;
        let merged = question.merge_into(&other)?;
        store::question::merge(tx.conn(), id, into).await?;
        let asker = store::question::find_asker(tx.conn(), id).await?;
        append_question_merged_in_tx(&mut tx, &merged, into, challenge.authority, asker).await?;
        tx.commit().await?;
        Ok(merged)
    }
}
