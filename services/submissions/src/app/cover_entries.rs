//! Stores cover among the entries of an open stage.

use std::sync::Arc;

use linia_chassis::{crypto::random_bytes, id::StageId};
use rand::Rng;
use time::OffsetDateTime;

use crate::{
    app::{Context, error::AppError, stages},
    domain::{acceptance::NewVersion, cover::Cover, stage::Stage},
};

/// Kind of the due work that covers a stage.
pub const COVER_ENTRIES: &str = "cover_entries";

/// Stores one sealed nothing by the way that every version takes, and returns
/// when the next is to come; none once the stage ends.
///
/// Stages after the first have no cover: who may enter them is a short list.
pub async fn cover_entries(
    ctx: &Context,
    stage: StageId,
    now: OffsetDateTime,
    rng: &mut impl Rng,
) -> Result<Option<OffsetDateTime>, AppError> {
    let known = stages::get(ctx, stage).await?;
    if known.cancelled || known.ordinal > 1 || now >= known.close_time {
        return Ok(None);
    }
    if now < known.open_time {
        return Ok(Some(known.open_time));
    }
    let amount = ctx.sealer.cover_amount(stage);
    let cover = amount.draw(rng);
    let next = amount.next_time(now, known.close_time, rng);
    // Whatever the answer is: next time there is another.
    let place = ctx.acceptor.admit()?;
    let version = Arc::new(seal(ctx, &known, cover)?);
    ctx.acceptor.accept(version, place).await?;
    Ok(next)
}

fn seal(ctx: &Context, stage: &Stage, cover: Cover) -> Result<NewVersion, AppError> {
    Ok(NewVersion {
        stage: stage.id,
        entry: ctx.sealer.cover_entry_id(stage.id, cover),
        request_tag: random_bytes(),
        body_tag: random_bytes(),
        sealed: ctx.sealer.seal_cover(&stage.sealing_recipient, cover)?,
        withdraws: false,
    })
}
