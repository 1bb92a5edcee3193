//! Counts who opens a stage, where two people do.

use linia_chassis::{
    auth::{Caller, Principal},
    database::WriteTx,
    id::StageId,
};

use super::{AppError, Context, access::resource, release_key_share::lock_of_key_in_tx};
use crate::{
    domain::opening::OpeningApprovals,
    store::{
        self,
        opening_attempt::{APPROVED, NewAttempt},
    },
};

impl Context {
    /// Counts the caller among those who open a stage, and tells who has asked
    /// by now; and records who asked, also where it is refused.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn approve_opening(
        &self,
        caller: &Caller,
        stage: StageId,
    ) -> Result<OpeningApprovals, AppError> {
        if caller.principal == Principal::Anonymous {
            // Nobody in particular could fill the record without end.
            caller.account()?;
        }
        let mut tx = self.database.begin_write().await?;
        let answer = self.approve_in_tx(&mut tx, caller, stage).await;
        let outcome = match &answer {
            Ok(_) => APPROVED,
            Err(AppError::KeyRefused(refusal)) => refusal.reason(),
            Err(AppError::Refused(problem)) => problem.reason(),
            // The transaction is broken: there is nothing to record with.
            Err(_) => return answer.map(|_| OpeningApprovals::default()),
        };
        let attempt = NewAttempt {
            caller: &caller.principal.to_string(),
            stage,
            of_authority: *answer.as_ref().unwrap_or(&false),
            outcome,
        };
        store::opening_attempt::insert(tx.conn(), &attempt).await?;
        let approvals = store::opening_attempt::list_approvals(tx.conn(), stage).await?;
        tx.commit().await?;
        tracing::info!(stage.id = %stage, outcome, "opening was asked for");
        answer.map(|_| approvals)
    }

    /// Whether the caller approves for the authority, if at all.
    async fn approve_in_tx(
        &self,
        tx: &mut WriteTx,
        caller: &Caller,
        stage: StageId,
    ) -> Result<bool, AppError> {
        caller.account()?;
        // Of two who ask at once the later finds both.
        let challenge = lock_of_key_in_tx(tx, stage).await?.challenge;
        let resource = resource(&challenge);
        self.policy
            .authorize(caller, "approve_opening", &resource)?;
        challenge.check_opening(stage, tx.now())?;
        Ok(self
            .policy
            .allows(caller, "approve_opening_for_authority", &resource))
    }
}
