//! A contest's jury, and who may do what with it.

use linia_chassis::{
    database::DbError,
    id::{AccountId, ChallengeId, OrganizationId},
    policy::Resource,
};
use sqlx::PgConnection;

use crate::{
    app::error::AppError,
    domain::{jury::Juror, stage::Stage},
    store::{jurors, locks},
};

/// A contest as the policies see it.
pub struct Contest {
    /// The contest.
    pub challenge: ChallengeId,
    /// The contracting authority.
    pub authority: OrganizationId,
    /// Everybody who was appointed, in the order of appointment.
    pub jurors: Vec<Juror>,
}

impl Contest {
    /// Reads the contest that a stage belongs to.
    pub async fn read(conn: &mut PgConnection, stage: &Stage) -> Result<Self, DbError> {
        Ok(Self {
            challenge: stage.challenge,
            authority: stage.authority,
            jurors: jurors::list(conn, stage.challenge).await?,
        })
    }

    /// Reads the contest and keeps its jury as it is to the end of the
    /// transaction.
    pub async fn lock(conn: &mut PgConnection, stage: &Stage) -> Result<Self, DbError> {
        locks::lock_jury(conn, stage.challenge.as_uuid()).await?;
        Self::read(conn, stage).await
    }

    /// What the policies are asked about.
    #[must_use]
    pub fn resource(&self) -> Resource {
        Resource::new("Contest", self.challenge)
            .entity("authority", "Organization", self.authority)
            .entities("jurors", "Account", self.jurors.iter().map(|j| j.account))
            .entities("sitting", "Account", self.sitting())
            .entities("chairs", "Account", self.chairs())
    }

    /// Who leads the jury.
    #[must_use]
    pub fn chairs(&self) -> Vec<AccountId> {
        let leads = |juror: &&Juror| juror.chair && !juror.is_recused();
        let chairs = self.jurors.iter().filter(leads);
        chairs.map(|juror| juror.account).collect()
    }

    /// The juror who calls; nobody else gets past the policies.
    ///
    /// # Errors
    /// As for a contest that does not exist.
    pub fn into_juror(self, account: AccountId) -> Result<Juror, AppError> {
        self.jurors
            .into_iter()
            .find(|juror| juror.account == account)
            .ok_or(AppError::ChallengeNotFound(self.challenge))
    }

    /// Somebody who was appointed.
    #[must_use]
    pub fn find_juror(&self, account: AccountId) -> Option<&Juror> {
        self.jurors.iter().find(|juror| juror.account == account)
    }

    /// Who judges.
    #[must_use]
    pub fn sitting(&self) -> Vec<AccountId> {
        let sitting = self.jurors.iter().filter(|juror| !juror.is_recused());
        sitting.map(|juror| juror.account).collect()
    }
}
