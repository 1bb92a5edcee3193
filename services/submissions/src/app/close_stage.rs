//! Closes a stage: shuts accepting and records what is there.

use linia_chassis::{
    crypto::{canonical_json, sha256},
    database::{DbError, WriteTx},
    id::StageId,
    scheduler,
};
use serde_json::Value;
use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::{
    app::{
        Context,
        contest::Contest,
        decide_held::decide_in_tx,
        error::AppError,
        open_stage::{LATECOMERS_FIRST, OPEN_STAGE},
        stages::{own_closings, save_closings},
    },
    domain::{
        closing::{ClosingRecord, Contents},
        rules::OpeningMode,
        stage::{Closing, Stage, StageLife},
        succession::not_closed_before,
    },
    events::published,
    store::{
        closings, drafts,
        entry_versions::{self, Hashes, list_leaves},
        individual_extensions, lives,
        openings::{self, UnmaskingGround},
        stages as replica,
    },
};

/// What became of the attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attempt {
    /// Closed now, closed before, or never to be closed.
    Done,
    /// Works are taken until then, or its finalists are awaited.
    NotBefore(OffsetDateTime),
}

/// Asks challenges for the last word on the closing time. Until it answers,
/// nothing is closed. Nothing is scheduled here: that would take the lease of
/// the work that is being done.
///
/// If the stage has ended, this reads what is there, so that the closing itself,
/// for which everybody waits who hands in, has only to see that nothing was added
/// since; and from now on latecomers are told so without waiting for it.
pub async fn prepare(ctx: &Context, stage: StageId) -> Result<Option<Contents>, AppError> {
    let found = ctx.challenges.get_stage(stage).await?;
    let found = found.ok_or(AppError::StageNotFound(stage))?;
    let closings = own_closings(&ctx.stage_sealers, &found).await?;
    let mut tx = ctx.database.begin_write().await?;
    replica::save(tx.conn(), &found).await?;
    save_closings(tx.conn(), stage, &closings).await?;
    let ended = found.settled && found.close_time <= tx.now();
    tx.commit().await?;
    if !ended {
        return Ok(None);
    }
    ctx.closing_times.note_end(stage);
    let leaves = {
        let mut conn = ctx.database.read().await?;
        list_leaves(&mut conn, stage, Hashes::Stored).await?
    };
    let contents = tokio::task::spawn_blocking(move || Contents::of(&leaves));
    Ok(Some(contents.await.expect("hashing does not panic")))
}

/// Shuts accepting. Waits for every accept in flight; what is held is decided
/// here at the latest. `seen` was there a moment ago.
pub async fn close_stage_in_tx(
    tx: &mut WriteTx,
    stage: StageId,
    seen: Option<Contents>,
) -> Result<Attempt, AppError> {
    decide_in_tx(tx, stage).await?;
    let life = lives::find(tx.conn(), stage).await?;
    let known = replica::find(tx.conn(), stage).await?;
    let known = known.ok_or(AppError::StageNotFound(stage))?;
    if life != StageLife::Sealed {
        return Ok(Attempt::Done);
    }
    if !known.cancelled {
        let extension = individual_extensions::latest(tx.conn(), stage).await?;
        let close_time = extension.map_or(known.close_time, |time| time.max(known.close_time));
        let waits = awaits_finalists(tx.conn(), &known).await?;
        if let Some(time) = not_closed_before(close_time, waits, tx.now()) {
            return Ok(Attempt::NotBefore(time));
        }
        let contents = read_contents(tx.conn(), stage, seen).await?;
        record_in_tx(tx, &known, close_time, contents, life).await?;
    }
    // Nobody has any more use for what was not handed in.
    drafts::delete_of_stage(tx.conn(), stage).await?;
    Ok(Attempt::Done)
}

/// Whether a stage has not let its finalists in. That follows their unmasking,
/// for which challenges must know the protocol: so from then on it does not put
/// off a time that has passed.
async fn awaits_finalists(conn: &mut PgConnection, stage: &Stage) -> Result<bool, DbError> {
    if stage.ordinal == 1 {
        return Ok(false);
    }
    let stages = replica::list_of_challenge(conn, stage.challenge).await?;
    let before = stages.iter().find(|it| it.ordinal + 1 == stage.ordinal);
    let Some(before) = before else {
        return Ok(true);
    };
    let informed = openings::is_unmasked(conn, before.id, UnmaskingGround::InformEntrants);
    Ok(!informed.await?)
}

/// What is there, of which nothing is missing in what was seen if nothing was
/// added since.
async fn read_contents(
    conn: &mut PgConnection,
    stage: StageId,
    seen: Option<Contents>,
) -> Result<Contents, DbError> {
    let count = entry_versions::count(conn, stage).await?;
    if let Some(seen) = seen
        && seen.version_count == count
    {
        return Ok(seen);
    }
    let leaves = list_leaves(conn, stage, Hashes::Stored).await?;
    Ok(Contents::of(&leaves))
}

async fn record_in_tx(
    tx: &mut WriteTx,
    stage: &Stage,
    close_time: OffsetDateTime,
    contents: Contents,
    life: StageLife,
) -> Result<(), AppError> {
    let record = ClosingRecord {
        stage: stage.id,
        challenge: stage.challenge,
        close_time,
        record_time: tx.now(),
        version_count: contents.version_count,
        root_sha256: hex::encode(contents.root_sha256),
    };
    let canonical = canonical_json(&record);
    let record_sha256 = sha256(&canonical);
    life.close(Closing {
        close_time,
        record_sha256,
    })?;
    closings::insert(tx.conn(), &record, &canonical, &record_sha256).await?;
    let chairs = Contest::read(tx.conn(), stage).await?.chairs();
    let event = published::stage_closed(stage, &record, record_sha256, &chairs);
    tx.append_untraced(stage.id.as_uuid(), &event).await?;
    if stage.rules.opening_mode == OpeningMode::Automatic {
        let (key, then) = (stage.id.as_uuid(), tx.now() + LATECOMERS_FIRST);
        scheduler::schedule_in_tx(tx.conn(), OPEN_STAGE, key, then, &Value::Null).await?;
    }
    tracing::info!(stage.id = %stage.id, "stage is closed");
    Ok(())
}
