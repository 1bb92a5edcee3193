//! Rewrites the draft of a programme.

use linia_chassis::{auth::Caller, id::OrganizationId, problem::Problem};

use super::{ProgrammeTarget, ProgrammeView};
use crate::{
    app::{AppError, Context},
    domain::programme::patch::ProgrammePatch,
    store::{self, StoredProgramme},
};

/// What to rewrite.
#[derive(Debug)]
pub struct UpdateProgramme {
    /// Which draft.
    pub target: ProgrammeTarget,
    /// The holder as the request gives it, if it does: it is set once.
    pub organization: Option<OrganizationId>,
    /// New values; well-formed.
    pub patch: ProgrammePatch,
}

impl Context {
    /// Rewrites a draft. Nobody is told: a draft is nobody else's matter.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn update_programme(
        &self,
        caller: &Caller,
        command: UpdateProgramme,
    ) -> Result<ProgrammeView, AppError> {
        let mut tx = self.database.begin_write().await?;
        let before = self
            .lock_programme_for(tx.conn(), caller, "update_programme", &command.target)
            .await?;
        let holder = before.programme.organization;
        if command.organization.is_some_and(|given| given != holder) {
            let field = "programme.organization";
            return Err(Problem::field(field, "FIELD_IMMUTABLE", "is set once").into());
        }
        let now = tx.now();
        let content = command.patch.apply(before.programme.content.clone());
        let programme = before.programme.revise(content, now)?;
        let version =
            store::programme::update_content(tx.conn(), &programme, before.version).await?;
        tx.commit().await?;
        let stored = StoredProgramme { programme, version };
        Ok(ProgrammeView { stored, now })
    }
}
