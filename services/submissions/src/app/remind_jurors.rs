//! Reminds jurors of what they have to do.

use linia_chassis::{database::WriteTx, id::StageId, scheduler};
use serde_json::Value;
use time::{Duration, OffsetDateTime};

use crate::{
    app::{
        contest::Contest,
        error::AppError,
        review_progress::{JurorProgress, measure},
    },
    domain::stage::StageLife,
    events::published,
    store::{lives, stages as replica},
};

/// Kind of the due work that reminds jurors.
pub const REMIND_JURORS: &str = "remind_jurors";

/// How long jurors are left in peace.
const INTERVAL: Duration = Duration::days(7);

/// Sees to the first reminder of a stage that is being opened.
pub async fn schedule_in_tx(tx: &mut WriteTx, stage: StageId) -> Result<(), AppError> {
    let (key, due) = (stage.as_uuid(), tx.now() + INTERVAL);
    scheduler::schedule_in_tx(tx.conn(), REMIND_JURORS, key, due, &Value::Null).await?;
    Ok(())
}

/// Reminds those who have not declared or not finished, and says when to remind
/// next; nothing once the jury has judged.
pub async fn remind_in_tx(
    tx: &mut WriteTx,
    stage: StageId,
) -> Result<Option<OffsetDateTime>, AppError> {
    lives::lock(tx.conn(), stage).await?;
    let life = lives::find(tx.conn(), stage).await?;
    let known = replica::find(tx.conn(), stage).await?;
    let known = known.ok_or(AppError::StageNotFound(stage))?;
    if !matches!(life, StageLife::Opened(..)) || known.cancelled {
        return Ok(None);
    }
    let contest = Contest::read(tx.conn(), &known).await?;
    let progress = measure(tx.conn(), &known, &contest).await?;
    let awaited = progress.jurors.iter().filter(|juror| juror.is_awaited());
    let awaited: Vec<_> = awaited.map(|juror: &JurorProgress| juror.account).collect();
    if !awaited.is_empty() {
        let event = published::reviews_awaited(&known, &awaited);
        tx.append_untraced(stage.as_uuid(), &event).await?;
    }
    Ok(Some(tx.now() + INTERVAL))
}
