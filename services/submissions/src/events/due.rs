//! What falls due in a stage's life. Each handler gathers what it needs
//! outside, then makes its effect and completes the work in one transaction.

use linia_chassis::{
    consumer::HandlerError,
    database::{Database, clock_now},
    id::{StageId, WorkId},
    scheduler::{DueHandler, DueWork},
};
use rand::{SeedableRng, rngs::StdRng};

use crate::app::{
    Context,
    call_runner_up::REVEAL_RUNNER_UP,
    close_stage::{self, Attempt},
    cover_entries::{COVER_ENTRIES, cover_entries},
    decide_held,
    erase_account::{ERASE_DRAFTS, erase_drafts_in_tx, list_drafts},
    inform_entrants, open_stage, remind_jurors, reveal_runner_up,
    stages::{self, CLOSE_STAGE},
    tidy_uploads::{TIDY_UPLOADS, tidy_uploads},
    unmask_stage,
};
use crate::store::openings::UnmaskingGround;

/// Closes a stage at its closing time.
pub struct CloseStage(pub Context);

impl DueHandler for CloseStage {
    fn kind(&self) -> &'static str {
        CLOSE_STAGE
    }

    async fn run(&self, database: &Database, work: &DueWork) -> Result<(), HandlerError> {
        let stage = StageId::from(work.key);
        let seen = close_stage::prepare(&self.0, stage).await?;
        let mut tx = database.begin_write().await?;
        match close_stage::close_stage_in_tx(&mut tx, stage, seen).await? {
            Attempt::Done => work.complete_in_tx(&mut tx).await?,
            Attempt::NotBefore(time) => work.postpone_in_tx(&mut tx, time).await?,
        }
        tx.commit().await?;
        Ok(())
    }
}

/// Covers the entries of an open stage.
pub struct CoverEntries(pub Context);

impl DueHandler for CoverEntries {
    fn kind(&self) -> &'static str {
        COVER_ENTRIES
    }

    async fn run(&self, database: &Database, work: &DueWork) -> Result<(), HandlerError> {
        let now = clock_now(&mut *database.read().await?).await?;
        let stage = StageId::from(work.key);
        let next = cover_entries(&self.0, stage, now, &mut rng()).await?;
        let mut tx = database.begin_write().await?;
        match next {
            Some(next) => work.postpone_in_tx(&mut tx, next).await?,
            None => work.complete_in_tx(&mut tx).await?,
        }
        tx.commit().await?;
        Ok(())
    }
}

/// Tidies the uploads of a stage.
pub struct TidyUploads(pub Context);

impl DueHandler for TidyUploads {
    fn kind(&self) -> &'static str {
        TIDY_UPLOADS
    }

    async fn run(&self, database: &Database, work: &DueWork) -> Result<(), HandlerError> {
        let now = clock_now(&mut *database.read().await?).await?;
        let next = tidy_uploads(&self.0, StageId::from(work.key), now).await?;
        let mut tx = database.begin_write().await?;
        match next {
            Some(next) => work.postpone_in_tx(&mut tx, next).await?,
            None => work.complete_in_tx(&mut tx).await?,
        }
        tx.commit().await?;
        Ok(())
    }
}

/// Removes the drafts of somebody whose data is erased.
pub struct EraseDrafts(pub Context);

impl DueHandler for EraseDrafts {
    fn kind(&self) -> &'static str {
        ERASE_DRAFTS
    }

    async fn run(&self, database: &Database, work: &DueWork) -> Result<(), HandlerError> {
        let account = serde_json::from_value(work.payload.clone());
        let account = account.map_err(|error| HandlerError::Park {
            event: None,
            reason: error.to_string(),
        })?;
        let tags = list_drafts(&self.0, account).await?;
        let mut tx = database.begin_write().await?;
        erase_drafts_in_tx(&mut tx, (work.key.into(), account), tags).await?;
        work.complete_in_tx(&mut tx).await?;
        Ok(tx.commit().await?)
    }
}

/// Decides what was held while challenges could not be asked.
pub struct DecideHeld(pub Context);

impl DueHandler for DecideHeld {
    fn kind(&self) -> &'static str {
        decide_held::DECIDE_HELD
    }

    async fn run(&self, database: &Database, work: &DueWork) -> Result<(), HandlerError> {
        let stage = StageId::from(work.key);
        stages::refresh(&self.0, stage).await?;
        let mut tx = database.begin_write().await?;
        decide_held::decide_in_tx(&mut tx, stage).await?;
        work.complete_in_tx(&mut tx).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Opens a stage after its closing.
pub struct OpenStage(pub Context);

impl DueHandler for OpenStage {
    fn kind(&self) -> &'static str {
        open_stage::OPEN_STAGE
    }

    async fn run(&self, database: &Database, work: &DueWork) -> Result<(), HandlerError> {
        let stage = StageId::from(work.key);
        let unsealed = open_stage::unseal(&self.0, stage, &mut rng()).await?;
        let mut tx = database.begin_write().await?;
        if let Some(unsealed) = unsealed {
            open_stage::save_opening_in_tx(&self.0, &mut tx, unsealed).await?;
        }
        work.complete_in_tx(&mut tx).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Reminds jurors of what they have to do.
pub struct RemindJurors;

impl DueHandler for RemindJurors {
    fn kind(&self) -> &'static str {
        remind_jurors::REMIND_JURORS
    }

    async fn run(&self, database: &Database, work: &DueWork) -> Result<(), HandlerError> {
        let mut tx = database.begin_write().await?;
        match remind_jurors::remind_in_tx(&mut tx, StageId::from(work.key)).await? {
            Some(next) => work.postpone_in_tx(&mut tx, next).await?,
            None => work.complete_in_tx(&mut tx).await?,
        }
        tx.commit().await?;
        Ok(())
    }
}

/// Informs the entrants of a judged stage that has a successor.
pub struct InformEntrants(pub Context);

impl DueHandler for InformEntrants {
    fn kind(&self) -> &'static str {
        inform_entrants::INFORM_ENTRANTS
    }

    async fn run(&self, database: &Database, work: &DueWork) -> Result<(), HandlerError> {
        let ctx = &self.0;
        let unmasked = inform_entrants::prepare(ctx, StageId::from(work.key)).await?;
        let mut tx = database.begin_write().await?;
        if let Some(unmasked) = unmasked {
            inform_entrants::inform_in_tx(&mut tx, &unmasked).await?;
        }
        work.complete_in_tx(&mut tx).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Reveals the laureates of an approved result.
pub struct UnmaskStage(pub Context);

impl DueHandler for UnmaskStage {
    fn kind(&self) -> &'static str {
        unmask_stage::UNMASK_STAGE
    }

    async fn run(&self, database: &Database, work: &DueWork) -> Result<(), HandlerError> {
        let ground = UnmaskingGround::ResultApproved;
        let stage = StageId::from(work.key);
        let unmasked = unmask_stage::open_link(&self.0, stage, ground).await?;
        let mut tx = database.begin_write().await?;
        if let Some(unmasked) = unmasked {
            unmask_stage::reveal_in_tx(&mut tx, &unmasked).await?;
        }
        work.complete_in_tx(&mut tx).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Reveals who steps in for a prize that fell away.
pub struct RevealRunnerUp(pub Context);

impl DueHandler for RevealRunnerUp {
    fn kind(&self) -> &'static str {
        REVEAL_RUNNER_UP
    }

    async fn run(&self, database: &Database, work: &DueWork) -> Result<(), HandlerError> {
        let revealing = reveal_runner_up::prepare(&self.0, WorkId::from(work.key)).await?;
        let mut tx = database.begin_write().await?;
        if let Some(revealing) = revealing {
            reveal_runner_up::reveal_in_tx(&mut tx, &revealing).await?;
        }
        work.complete_in_tx(&mut tx).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Drawn from the system, and of this thread no more: it goes along when the
/// work moves to another.
fn rng() -> StdRng {
    StdRng::from_os_rng()
}
