//! Starts the draft of a programme.

use linia_chassis::{
    auth::Caller,
    id::{OrganizationId, ProgrammeId},
    idempotency::RequestKey,
};
use linia_proto::challenges::v1 as pb;

use super::{ProgrammeView, access::resource_of_draft};
use crate::{
    app::{AppError, Context},
    domain::programme::{Programme, content::ProgrammeContent},
    store::{self, StoredProgramme},
};

/// What to start a draft with.
#[derive(Debug)]
pub struct CreateProgramme {
    /// Who holds it.
    pub organization: OrganizationId,
    /// What is written so far; well-formed.
    pub content: ProgrammeContent,
}

impl Context {
    /// Starts a draft. Nobody needs to be asked about the organization: who has
    /// a role in one that was not verified is not told so by their token.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn create_programme(
        &self,
        caller: &Caller,
        key: &RequestKey,
        command: CreateProgramme,
    ) -> Result<pb::Programme, AppError> {
        let id = ProgrammeId::new();
        let resource = resource_of_draft(id, command.organization);
        self.policy
            .authorize(caller, "create_programme", &resource)?;

        let mut tx = self.database.begin_write().await?;
        if let Some(answer) = key.replay_in_tx(&mut tx).await? {
            return Ok(answer);
        }
        let now = tx.now();
        let programme = Programme::draft(id, command.organization, command.content, now);
        store::programme::insert(tx.conn(), &programme).await?;
        let stored = StoredProgramme {
            programme,
            version: 1,
        };
        let answer = pb::Programme::from(ProgrammeView { stored, now });
        key.save_in_tx(&mut tx, &answer).await?;
        tx.commit().await?;
        Ok(answer)
    }
}
