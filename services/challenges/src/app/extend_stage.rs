//! Moves a stage's closing time to a later one.

use linia_chassis::{auth::Caller, database::WriteTx, id::StageId};
use time::OffsetDateTime;

use super::{
    AppError, ChallengeView, Context,
    access::{Target, reader},
    change::save_in_tx,
};
use crate::{
    clients::identity::IdentityError,
    domain::{
        amending::{Amendment, FieldChange},
        challenge::{Challenge, StageView, Transition},
        error::TransitionError,
    },
    store::{self, StoredChallenge},
};

const ACTION: &str = "extend_stage";

/// What to extend.
#[derive(Debug, Clone)]
pub struct ExtendStage {
    /// Which stage.
    pub stage: StageId,
    /// When it closes then.
    pub close_time: OffsetDateTime,
    /// Why; published.
    pub reason: String,
}

impl ExtendStage {
    fn decide(&self, challenge: &Challenge, now: OffsetDateTime) -> Transition {
        let reason = self.reason.clone();
        challenge
            .clone()
            .extend_stage(self.stage, self.close_time, reason, now)
    }

    fn view<'a>(&self, challenge: &'a Challenge) -> Result<StageView<'a>, TransitionError> {
        let view = challenge.find_stage(self.stage);
        view.ok_or(TransitionError::StageUnknown(self.stage))
    }
}

impl Context {
    /// Extends a stage. Identity's guard is moved first: if this service then
    /// fails, the keys are merely released later; never earlier than a closing
    /// time that was published. So it begins early enough to end before the
    /// stage does.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn extend_stage(
        &self,
        caller: &Caller,
        command: ExtendStage,
    ) -> Result<ChallengeView, AppError> {
        let actor = caller.account()?.into();
        let mut tx = self.database.begin_write().await?;
        let before = self.lock_stage(&mut tx, caller, command.stage).await?;
        command.decide(&before.challenge, tx.now())?;
        before
            .challenge
            .require_extension_notice(command.stage, tx.now())?;
        let close_time = command.view(&before.challenge)?.close_time;
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
        let before = self.lock_stage(&mut tx, caller, command.stage).await?;
        let now = tx.now();
        let (extended, event) = command.decide(&before.challenge, now)?;
        let settle_time = command.view(&before.challenge)?.settle_time();
        if !store::stage::extend(tx.conn(), command.stage, command.close_time, settle_time).await? {
            // The last word fell between the domain's decision and the statement.
            return Err(TransitionError::StageClosesSoon { close_time }.into());
        }
        self.note_in_tx(&mut tx, &command, &before, now).await?;
        let stored = save_in_tx(&mut tx, &before, extended, &event, actor).await?;
        tx.commit().await?;
        let reader = reader(caller, &stored.challenge);
        Ok(ChallengeView {
            stored,
            reader,
            now,
        })
    }

    /// Notes the extension among the amendments.
    async fn note_in_tx(
        &self,
        tx: &mut WriteTx,
        command: &ExtendStage,
        before: &StoredChallenge,
        now: OffsetDateTime,
    ) -> Result<(), AppError> {
        let view = command.view(&before.challenge)?;
        let id = before.challenge.id;
        let amendment = Amendment {
            number: store::amendment::next_number(tx.conn(), id).await?,
            create_time: now,
            reason: command.reason.clone(),
            changes: vec![FieldChange::of_close_time(
                view.index,
                view.close_time,
                command.close_time,
            )],
        };
        store::amendment::insert(tx.conn(), id, before.version + 1, &amendment).await?;
        Ok(())
    }

    async fn lock_stage(
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
