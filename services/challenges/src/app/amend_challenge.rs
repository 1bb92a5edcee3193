//! Clarifies the texts of a published challenge.

use linia_chassis::{auth::Caller, idempotency::RequestKey};
use linia_proto::challenges::v1 as pb;

use super::{AppError, Context, access::Target, index_challenge::index_in_tx};
use crate::{
    convert::amendment::to_message,
    domain::{act::Deed, amending::ClarifiedTexts, event::Event},
    events::published,
    store,
};

/// What to amend.
#[derive(Debug)]
pub struct AmendChallenge {
    /// Which challenge.
    pub target: Target,
    /// Its new texts; well-formed.
    pub texts: ClarifiedTexts,
    /// Why; published.
    pub reason: String,
}

impl Context {
    /// Clarifies texts, keeps what they said before, and tells everybody.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn amend_challenge(
        &self,
        caller: &Caller,
        key: &RequestKey,
        command: AmendChallenge,
    ) -> Result<pb::Amendment, AppError> {
        let actor = caller.account()?.into();
        let mut tx = self.database.begin_write().await?;
        if let Some(answer) = key.replay_in_tx(&mut tx).await? {
            return Ok(answer);
        }
        let before = self
            .lock_for(tx.conn(), caller, "amend_challenge", &command.target)
            .await?;
        let id = before.challenge.id;
        let number = store::amendment::next_number(tx.conn(), id).await?;
        let now = tx.now();
        let (challenge, event) =
            before
                .challenge
                .amend(command.texts, number, command.reason, now)?;
        let (version, event_version) = (before.version + 1, before.event_version);
        let event_version =
            published::append_in_tx(&mut tx, &challenge, &event, version, event_version).await?;
        let mut answer = pb::Amendment::default();
        if let Event::Amended(amendment) = &event {
            // The amendment first: texts change by it alone.
            store::amendment::insert(tx.conn(), id, version, amendment).await?;
            answer = to_message(id, amendment);
        }
        store::challenge::update_texts(tx.conn(), &challenge, before.version, event_version)
            .await?;
        store::act::append(tx.conn(), id, version, &Deed::of(&event), actor).await?;
        index_in_tx(&mut tx, &challenge).await?;
        key.save_in_tx(&mut tx, &answer).await?;
        tx.commit().await?;
        Ok(answer)
    }
}
