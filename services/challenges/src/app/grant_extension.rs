//! Gives one entrant more time than all others.

use linia_chassis::{
    auth::Caller,
    database::WriteTx,
    id::{AccountId, ChallengeId, EntrantName, StageId},
};
use time::OffsetDateTime;

use super::{AppError, Context, access::Target};
use crate::{
    clients::identity::IdentityError,
    domain::{
        act::{ActKind, Deed},
        challenge::Challenge,
        error::TransitionError,
        extension::IndividualExtension,
    },
    events::published::extension::append_in_tx,
    store::{self, StoredChallenge},
};

const ACTION: &str = "grant_extension";

/// Whom to give more time.
#[derive(Debug, Clone)]
pub struct GrantExtension {
    /// In which stage.
    pub stage: StageId,
    /// To whom.
    pub entrant: EntrantName,
    /// Until when.
    pub close_time: OffsetDateTime,
    /// Why.
    pub reason: String,
}

impl GrantExtension {
    /// What was granted already, if it is the same.
    fn find(&self, challenge: &Challenge) -> Option<IndividualExtension> {
        challenge
            .extensions_of(self.stage)
            .find(|it| it.entrant == self.entrant && it.close_time == self.close_time)
            .cloned()
    }

    fn decide(
        self,
        challenge: Challenge,
        author: AccountId,
        now: OffsetDateTime,
    ) -> Result<IndividualExtension, TransitionError> {
        let last = challenge.extensions.last();
        let extension = IndividualExtension {
            number: last.map_or(1, |last| last.number + 1),
            stage: self.stage,
            entrant: self.entrant,
            close_time: self.close_time,
            reason: self.reason,
            author,
            create_time: now,
        };
        challenge.extend_for(extension.clone(), now)?;
        Ok(extension)
    }
}

impl Context {
    /// Grants an individual extension. As with an extension for all, identity's
    /// guard is moved first: if this service then fails, the keys are merely
    /// released later.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn grant_extension(
        &self,
        caller: &Caller,
        command: GrantExtension,
    ) -> Result<(ChallengeId, IndividualExtension), AppError> {
        let author = caller.account()?;
        let mut tx = self.database.begin_write().await?;
        let before = self
            .lock_stage_for(&mut tx, caller, command.stage)
            .await?
            .challenge;
        if let Some(granted) = command.find(&before) {
            return Ok((before.id, granted));
        }
        command.clone().decide(before.clone(), author, tx.now())?;
        before.require_extension_notice(command.stage, tx.now())?;
        let view = before.find_stage(command.stage);
        let close_time = view
            .ok_or(TransitionError::StageUnknown(command.stage))?
            .close_time;
        drop(tx);

        let postponed = self
            .identity
            .postpone_shares(command.stage, command.close_time)
            .await;
        match postponed {
            Ok(()) => {}
            Err(IdentityError::ShareReleased) => {
                return Err(TransitionError::StageClosed { close_time }.into());
            }
            Err(error) => return Err(error.into()),
        }

        let mut tx = self.database.begin_write().await?;
        let before = self.lock_stage_for(&mut tx, caller, command.stage).await?;
        if let Some(granted) = command.find(&before.challenge) {
            return Ok((before.challenge.id, granted));
        }
        let view = before.challenge.find_stage(command.stage);
        let settle_time = view.and_then(|view| view.settle_time());
        let challenge = before.challenge.clone();
        let granted = command.decide(challenge, author, tx.now())?;
        let id = before.challenge.id;
        if !store::extension::insert(tx.conn(), id, &granted, settle_time).await? {
            // The last word fell between the domain's decision and the statement.
            return Err(TransitionError::StageClosesSoon { close_time }.into());
        }
        let number = append_in_tx(&mut tx, &before.challenge, &granted).await?;
        store::challenge::note_event(tx.conn(), id, number).await?;
        let deed = Deed::about(ActKind::ExtensionGranted, granted.stage);
        store::act::append(tx.conn(), id, before.version, &deed, author.into()).await?;
        tx.commit().await?;
        Ok((id, granted))
    }

    async fn lock_stage_for(
        &self,
        tx: &mut WriteTx,
        caller: &Caller,
        stage: StageId,
    ) -> Result<StoredChallenge, AppError> {
        let challenge = store::stage::find_challenge(tx.conn(), stage)
            .await?
            .ok_or_else(|| AppError::NotFound(stage.to_string()))?;
        self.lock_for(tx.conn(), caller, ACTION, &Target::any(challenge))
            .await
    }
}
