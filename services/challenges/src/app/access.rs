//! What policies are told of a challenge, and finding one that the caller may
//! act on.

use linia_chassis::{
    auth::Caller,
    id::{ChallengeId, OrganizationId},
    policy::{PolicyError, PolicySet, Resource},
};
use sqlx::PgConnection;

use super::{AppError, Context};
use crate::{
    convert::challenge::{Reader, etag},
    domain::challenge::Challenge,
    store::{self, StoredChallenge},
};

/// Reads the policies of this service.
///
/// # Errors
/// [`PolicyError`], which the tests rule out.
pub fn policies() -> Result<PolicySet, PolicyError> {
    PolicySet::try_new(
        include_str!("../../policies/challenges.cedar"),
        include_str!("../../policies/challenges.cedarschema"),
    )
}

/// A challenge as policies see it.
pub(super) fn resource(challenge: &Challenge) -> Resource {
    Resource::new("Challenge", challenge.id)
        .entity("authority", "Organization", challenge.authority)
        .bool("published", challenge.is_public())
        .bool("submitted", challenge.is_submitted())
}

/// A draft as policies see it, before there is one.
pub(super) fn resource_of_draft(id: ChallengeId, authority: OrganizationId) -> Resource {
    Resource::new("Challenge", id)
        .entity("authority", "Organization", authority)
        .bool("published", false)
        .bool("submitted", false)
}

/// The organizations whose challenges the caller sees before publication: the
/// lists' side of the policy `view_challenge`. Its other part is that operators
/// see what is submitted.
pub(super) fn own_authorities(caller: &Caller) -> Vec<OrganizationId> {
    caller.heads().union(caller.editors()).copied().collect()
}

/// For whom a challenge is shown when this caller asks.
pub(super) fn reader(caller: &Caller, challenge: &Challenge) -> Reader {
    if own_authorities(caller).contains(&challenge.authority) {
        Reader::Staff
    } else {
        Reader::Anyone
    }
}

impl Context {
    /// Finds a challenge that the caller may see.
    pub(super) async fn find_visible(
        &self,
        conn: &mut PgConnection,
        caller: &Caller,
        id: ChallengeId,
    ) -> Result<StoredChallenge, AppError> {
        let found = store::challenge::find(conn, id).await?;
        self.require_visible(caller, id, found)
    }

    /// Locks a challenge that the caller may see and do `action` to, and whose
    /// etag is the one given, if one is.
    pub(super) async fn lock_for(
        &self,
        conn: &mut PgConnection,
        caller: &Caller,
        action: &str,
        target: &Target,
    ) -> Result<StoredChallenge, AppError> {
        // Nobody in particular takes no lock.
        caller.account()?;
        let found = store::challenge::lock(conn, target.challenge).await?;
        let found = self.require_visible(caller, target.challenge, found)?;
        self.policy
            .authorize(caller, action, &resource(&found.challenge))?;
        target.check_etag(found.version)?;
        Ok(found)
    }

    fn require_visible(
        &self,
        caller: &Caller,
        id: ChallengeId,
        found: Option<StoredChallenge>,
    ) -> Result<StoredChallenge, AppError> {
        let found = found.ok_or_else(|| AppError::NotFound(id.to_string()))?;
        let resource = resource(&found.challenge);
        self.policy
            .require_visible(caller, "view_challenge", &resource, id)?;
        Ok(found)
    }
}

/// The challenge that a command is for.
#[derive(Debug, Clone)]
pub struct Target {
    /// Which.
    pub challenge: ChallengeId,
    /// The etag that it must have; empty if any will do (AIP-154).
    pub etag: String,
}

impl Target {
    /// Any version of a challenge.
    #[must_use]
    pub const fn any(challenge: ChallengeId) -> Self {
        Self {
            challenge,
            etag: String::new(),
        }
    }

    fn check_etag(&self, version: i64) -> Result<(), AppError> {
        if self.etag.is_empty() || self.etag == etag(version) {
            Ok(())
        } else {
            Err(AppError::EtagMismatch)
        }
    }
}

#[cfg(test)]
mod tests;
