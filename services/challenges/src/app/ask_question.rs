//! Asks about a published challenge.

use linia_chassis::{auth::Caller, id::ChallengeId, idempotency::RequestKey};
use linia_proto::challenges::v1 as pb;

use super::{AppError, Context, access::resource};
use crate::{
    convert::question::to_message, domain::question::Question,
    events::published::append_question_asked_in_tx, store,
};

/// What to ask.
#[derive(Debug)]
pub struct AskQuestion {
    /// About which challenge.
    pub challenge: ChallengeId,
    /// What.
    pub text: String,
}

impl Context {
    /// Asks a question. Who asked is kept apart from it.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn ask_question(
        &self,
        caller: &Caller,
        key: &RequestKey,
        command: AskQuestion,
    ) -> Result<pb::Question, AppError> {
        let asker = caller.account()?;
        let mut tx = self.database.begin_write().await?;
        if let Some(answer) = key.replay_in_tx(&mut tx).await? {
            return Ok(answer);
        }
        let id = command.challenge;
        let stored = self.find_visible(tx.conn(), caller, id).await?;
        let challenge = stored.challenge;
        // Its staff see a draft, but a draft has nobody who could ask.
        if !challenge.is_public() {
            return Err(AppError::NotFound(id.to_string()));
        }
        self.policy
            .authorize(caller, "ask_question", &resource(&challenge))?;
        challenge.check_questions_open(tx.now())?;
        let question = Question::ask(id, command.text, tx.now());
        store::question::insert(tx.conn(), &question).await?;
        store::question::insert_asker(tx.conn(), question.id, asker).await?;
        append_question_asked_in_tx(&mut tx, &question, challenge.authority).await?;
        let answer = to_message(&question);
        key.save_in_tx(&mut tx, &answer).await?;
        tx.commit().await?;
        Ok(answer)
    }
}
