//! Merges a question into another one that asks the same.

use linia_chassis::{auth::Caller, id::QuestionId};

use super::{AppError, Context, access::Target};
use crate::{
    domain::{
        act::{ActKind, Deed},
        question::Question,
    },
    events::published::append_question_merged_in_tx,
    store,
};

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
        let actor = caller.account()?.into();
        let MergeQuestion { question: id, into } = command;
        let mut tx = self.database.begin_write().await?;
        // Both, in one order for all: whoever answers one of them waits.
        store::question::lock_all(tx.conn(), &[id, into]).await?;
        let question = self.find_question(&mut tx, caller, id).await?;
        let other = self.find_question(&mut tx, caller, into).await?;
        let target = Target::any(question.challenge);
        let stored = self
            .lock_for(tx.conn(), caller, "merge_question", &target)
            .await?;
        let authority = stored.challenge.authority;
        let merged = question.merge_into(&other)?;
        store::question::merge(tx.conn(), id, into).await?;
        let asker = store::question::find_asker(tx.conn(), id).await?;
        append_question_merged_in_tx(&mut tx, &merged, into, authority, asker).await?;
        let deed = Deed::about(ActKind::QuestionMerged, id);
        store::act::append(tx.conn(), target.challenge, stored.version, &deed, actor).await?;
        tx.commit().await?;
        Ok(merged)
    }
}
