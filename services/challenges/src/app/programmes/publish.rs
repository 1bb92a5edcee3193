//! Publishes and ends programmes.

use linia_chassis::{auth::Caller, database::WriteTx, id::OrganizationId, idempotency::RequestKey};
use linia_proto::challenges::v1 as pb;

use super::{ProgrammeTarget, ProgrammeView};
use crate::{
    app::{AppError, Context},
    domain::programme::content::ProgrammeContent,
    events::published::programme::{append_ended_in_tx, append_published_in_tx},
    store::{self, StoredProgramme},
};

impl Context {
    /// Publishes a draft.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn publish_programme(
        &self,
        caller: &Caller,
        key: &RequestKey,
        target: &ProgrammeTarget,
    ) -> Result<pb::Programme, AppError> {
        let mut tx = self.database.begin_write().await?;
        if let Some(answer) = key.replay_in_tx(&mut tx).await? {
            return Ok(answer);
        }
        let before = self
            .lock_programme_for(tx.conn(), caller, "publish_programme", target)
            .await?;
        let now = tx.now();
        let unknown = unknown_in_tx(&mut tx, &before.programme.content).await?;
        let programme = before.programme.publish(&unknown, now)?;
        let version = store::programme::update_state(tx.conn(), &programme, before.version).await?;
        append_published_in_tx(&mut tx, &programme).await?;
        let stored = StoredProgramme { programme, version };
        let answer = pb::Programme::from(ProgrammeView { stored, now });
        key.save_in_tx(&mut tx, &answer).await?;
        tx.commit().await?;
        Ok(answer)
    }

    /// Ends a published programme.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn end_programme(
        &self,
        caller: &Caller,
        target: &ProgrammeTarget,
        reason: String,
    ) -> Result<ProgrammeView, AppError> {
        let mut tx = self.database.begin_write().await?;
        let before = self
            .lock_programme_for(tx.conn(), caller, "end_programme", target)
            .await?;
        let now = tx.now();
        let programme = before.programme.end(reason, now)?;
        let version = store::programme::update_state(tx.conn(), &programme, before.version).await?;
        append_ended_in_tx(&mut tx, &programme).await?;
        tx.commit().await?;
        let stored = StoredProgramme { programme, version };
        Ok(ProgrammeView { stored, now })
    }
}

/// The organizations that it names of which the replica does not know that they
/// were verified.
async fn unknown_in_tx(
    tx: &mut WriteTx,
    content: &ProgrammeContent,
) -> Result<Vec<OrganizationId>, AppError> {
    let named = content.operators.iter().copied().chain(content.patron);
    let mut named: Vec<_> = named.collect();
    let verified = store::organization::list_verified(tx.conn(), &named).await?;
    named.retain(|it| !verified.contains(it));
    Ok(named)
}
