//! An entrant's workspace: saved encrypted, gone once an entry is submitted or
//! the stage ends.

use std::iter;

use linia_chassis::{
    auth::Caller,
    id::{EntrantName, StageId},
};
use time::OffsetDateTime;

use crate::{
    app::{Context, admission::require_entry, error::AppError, stages},
    domain::content::WrittenContent,
    store::{drafts, locks},
};

/// A workspace.
pub struct Draft {
    /// For which stage.
    pub stage: StageId,
    /// Of whom.
    pub entrant: EntrantName,
    /// What will be handed in.
    pub content: WrittenContent,
    /// When it was last saved.
    pub update_time: OffsetDateTime,
}

/// Saves a workspace while its stage takes works.
pub async fn save_draft(
    ctx: &Context,
    caller: &Caller,
    stage: StageId,
    entrant: EntrantName,
    content: WrittenContent,
) -> Result<Draft, AppError> {
    caller.account()?;
    if !caller.speaks_for(&entrant) {
        return Err(AppError::NotEntrant);
    }
    let terms = stages::terms(ctx, stage).await?;
    require_entry(ctx, caller, &terms, &entrant).await?;
    let entry = terms.sealer.entry_tag(&entrant);
    let wrapped = terms.sealer.wrap_draft(entry, &content);
    let mut tx = ctx.database.begin_write().await?;
    locks::lock_for_accept(tx.conn(), iter::once(stage), iter::empty()).await?;
    let saved = drafts::save(tx.conn(), stage, entry, &wrapped).await?;
    let update_time = saved.ok_or(AppError::StageNotOpen)?;
    tx.commit().await?;
    Ok(Draft {
        stage,
        entrant,
        content,
        update_time,
    })
}

/// Returns a workspace to its entrant.
pub async fn get_draft(
    ctx: &Context,
    caller: &Caller,
    stage: StageId,
    entrant: EntrantName,
) -> Result<Draft, AppError> {
    caller.account()?;
    if !caller.speaks_for(&entrant) {
        return Err(AppError::DraftNotFound);
    }
    let terms = match stages::terms(ctx, stage).await {
        Err(AppError::StageNotFound(_)) => return Err(AppError::DraftNotFound),
        terms => terms?,
    };
    let entry = terms.sealer.entry_tag(&entrant);
    let found = drafts::find(&mut *ctx.database.read().await?, entry).await?;
    let found = found.ok_or(AppError::DraftNotFound)?;
    Ok(Draft {
        stage,
        entrant,
        content: terms.sealer.unwrap_draft(entry, &found.wrapped)?,
        update_time: found.update_time,
    })
}
