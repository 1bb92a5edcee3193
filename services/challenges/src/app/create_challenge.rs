//! Starts a draft.

use linia_chassis::{
    auth::Caller,
    id::{ChallengeId, OrganizationId},
    idempotency::RequestKey,
};
use linia_proto::challenges::v1 as pb;

use super::{
    AppError, ChallengeView, Context, access::resource_of_draft, index_challenge::index_in_tx,
    update_challenge,
};
use crate::{
    convert::challenge::Reader,
    domain::{act::Deed, challenge::Challenge, content::Content},
    events::published,
    store::{self, StoredChallenge},
};

/// What to start a draft with.
#[derive(Debug)]
pub struct CreateChallenge {
    /// Whose need it is.
    pub authority: OrganizationId,
    /// What is written so far; well-formed.
    pub content: Content,
}

impl Context {
    /// Starts a draft.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn create_challenge(
        &self,
        caller: &Caller,
        key: &RequestKey,
        command: CreateChallenge,
    ) -> Result<pb::Challenge, AppError> {
        let id = ChallengeId::new();
        let resource = resource_of_draft(id, command.authority);
        self.policy
            .authorize(caller, "create_challenge", &resource)?;
        self.check_authority(command.authority).await?;

        let actor = caller.account()?.into();
        let mut tx = self.database.begin_write().await?;
        if let Some(answer) = key.replay_in_tx(&mut tx).await? {
            return Ok(answer);
        }
        let now = tx.now();
        let (challenge, event) = Challenge::draft(id, command.authority, command.content, now);
        // The row first: it is what keeps the order of the aggregate's events.
        store::challenge::insert(tx.conn(), &challenge, 1).await?;
        update_challenge::replace_stages_in_tx(&mut tx, &challenge).await?;
        index_in_tx(&mut tx, &challenge).await?;
        store::act::append(tx.conn(), id, 1, &Deed::of(&event), actor).await?;
        let event_version = published::append_in_tx(&mut tx, &challenge, &event, 1, 0).await?;
        let stored = StoredChallenge {
            challenge,
            version: 1,
            event_version,
        };
        let answer = pb::Challenge::from(ChallengeView {
            stored,
            reader: Reader::Staff,
            now,
        });
        key.save_in_tx(&mut tx, &answer).await?;
        tx.commit().await?;
        Ok(answer)
    }

    /// Checks that the organization may run challenges: by the replica, or by
    /// asking identity if the replica is behind. No connection is held while
    /// another service is asked: else a slow one would take them all.
    async fn check_authority(&self, organization: OrganizationId) -> Result<(), AppError> {
        let mut connection = self.database.read().await?;
        let known = store::organization::find_is_authority(&mut connection, organization).await?;
        drop(connection);
        let found = match known {
            Some(found) => Some(found),
            None => self.identity.find_is_authority(organization).await?,
        };
        match found {
            Some(true) => Ok(()),
            Some(false) => Err(AppError::NotAnAuthority),
            None => Err(AppError::NotFound(organization.to_string())),
        }
    }
}
