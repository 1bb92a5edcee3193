//! What policies are told of a programme, and finding one that the caller may
//! act on.

use linia_chassis::{
    auth::Caller,
    id::{OrganizationId, ProgrammeId},
    policy::Resource,
};
use sqlx::PgConnection;

use crate::{
    app::{AppError, Context},
    convert::challenge::etag,
    domain::programme::Programme,
    store::{self, StoredProgramme},
};

/// The programme that a command is for.
#[derive(Debug, Clone)]
pub struct ProgrammeTarget {
    /// Which.
    pub programme: ProgrammeId,
    /// The etag that it must have; empty if any will do (AIP-154).
    pub etag: String,
}

impl ProgrammeTarget {
    /// Any version of a programme.
    #[must_use]
    pub const fn any(programme: ProgrammeId) -> Self {
        Self {
            programme,
            etag: String::new(),
        }
    }
}

/// A programme as policies see it.
pub(in crate::app) fn resource(programme: &Programme) -> Resource {
    let operators = &programme.content.operators;
    resource_of(programme.id, programme.organization)
        .entities("operators", "Organization", operators)
        .bool("published", programme.is_public())
}

/// A draft as policies see it, before there is one.
pub(super) fn resource_of_draft(id: ProgrammeId, organization: OrganizationId) -> Resource {
    let nobody: [OrganizationId; 0] = [];
    resource_of(id, organization)
        .entities("operators", "Organization", nobody)
        .bool("published", false)
}

fn resource_of(id: ProgrammeId, organization: OrganizationId) -> Resource {
    Resource::new("Programme", id).entity("organization", "Organization", organization)
}

impl Context {
    /// Finds a programme that the caller may see.
    pub(in crate::app) async fn find_visible_programme(
        &self,
        conn: &mut PgConnection,
        caller: &Caller,
        id: ProgrammeId,
    ) -> Result<StoredProgramme, AppError> {
        let found = store::programme::find(conn, id).await?;
        self.require_visible_programme(caller, id, found)
    }

    /// Locks a programme that the caller may see and do `action` to, and whose
    /// etag is the one given, if one is.
    pub(in crate::app) async fn lock_programme_for(
        &self,
        conn: &mut PgConnection,
        caller: &Caller,
        action: &str,
        target: &ProgrammeTarget,
    ) -> Result<StoredProgramme, AppError> {
        // Nobody in particular takes no lock.
        caller.account()?;
        let found = store::programme::lock(conn, target.programme).await?;
        let found = self.require_visible_programme(caller, target.programme, found)?;
        self.policy
            .authorize(caller, action, &resource(&found.programme))?;
        if target.etag.is_empty() || target.etag == etag(found.version) {
            Ok(found)
        } else {
            Err(AppError::EtagMismatch)
        }
    }

    fn require_visible_programme(
        &self,
        caller: &Caller,
        id: ProgrammeId,
        found: Option<StoredProgramme>,
    ) -> Result<StoredProgramme, AppError> {
        let found = found.ok_or_else(|| AppError::NotFound(id.to_string()))?;
        let resource = resource(&found.programme);
        self.policy
            .require_visible(caller, "view_programme", &resource, id)?;
        Ok(found)
    }
}

#[cfg(test)]
mod tests;
