//! Removes files that nobody handed in, and what a process left that died in
//! between. What some version names is never removed.

use std::collections::HashSet;

use linia_chassis::id::StageId;
use time::{Duration, OffsetDateTime};

use crate::{
    app::{Context, error::AppError, stages},
    clients::ObjectName,
    domain::stage::StageLife,
    store::{attachments, lives, uploads},
};

/// Kind of the due work that tidies a stage's uploads.
pub const TIDY_UPLOADS: &str = "tidy_uploads";

/// How long an upload may wait for its next piece or for being handed in, and
/// how often a stage is tidied.
pub const IDLE: Duration = Duration::DAY;

/// Tidies once, and tells when to tidy again; never after the opening.
pub async fn tidy_uploads(
    ctx: &Context,
    stage: StageId,
    now: OffsetDateTime,
) -> Result<Option<OffsetDateTime>, AppError> {
    let known = stages::get(ctx, stage).await?;
    let life = lives::find(&mut *ctx.database.read().await?, stage).await?;
    let ended = known.cancelled || life != StageLife::Sealed;
    // After the end nothing that was not handed in can be handed in any more.
    let before = if ended { now } else { now - IDLE };
    give_up(ctx, stage, before).await?;
    if ended {
        sweep(ctx, stage).await?;
    }
    if known.cancelled || life.opened().is_ok() {
        sweep_works(ctx, stage).await?;
        return Ok(None);
    }
    Ok(Some(now + IDLE))
}

/// First the rows say so, then the objects go, then the rows: whatever happens
/// in between, the next attempt goes on from there.
async fn give_up(ctx: &Context, stage: StageId, before: OffsetDateTime) -> Result<(), AppError> {
    let mut tx = ctx.database.begin_write().await?;
    let objects = uploads::give_up(tx.conn(), stage, before).await?;
    tx.commit().await?;
    for object in &objects {
        for group in [ObjectName::pieces_of(stage), ObjectName::sealed_of(stage)] {
            ctx.objects.delete_all(&group.below(object)).await?;
        }
    }
    let mut tx = ctx.database.begin_write().await?;
    uploads::remove(tx.conn(), &objects).await?;
    tx.commit().await?;
    Ok(())
}

/// Of an ended stage, only the sealed files that were handed in remain.
async fn sweep(ctx: &Context, stage: StageId) -> Result<(), AppError> {
    ctx.objects
        .delete_all(&ObjectName::pieces_of(stage))
        .await?;
    let listed = ctx.objects.list(&ObjectName::sealed_of(stage)).await?;
    let kept = uploads::list_kept(&mut *ctx.database.read().await?, stage).await?;
    let kept: HashSet<_> = kept.into_iter().collect();
    for name in listed {
        if !name
            .last_id()
            .is_some_and(|attempt| kept.contains(&attempt))
        {
            ctx.objects.delete(&name).await?;
        }
    }
    Ok(())
}

/// An opening that did not come to its end leaves files of works that are none.
async fn sweep_works(ctx: &Context, stage: StageId) -> Result<(), AppError> {
    let listed = ctx.objects.list(&ObjectName::works_of(stage)).await?;
    let used = attachments::list_objects(&mut *ctx.database.read().await?, stage).await?;
    let used: HashSet<_> = used.into_iter().collect();
    for name in listed {
        if !name.group_id().is_some_and(|object| used.contains(&object)) {
            ctx.objects.delete(&name).await?;
        }
    }
    Ok(())
}
