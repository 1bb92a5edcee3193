//! Lists who entered a stage: what a juror declares against.

use linia_chassis::{
    auth::Caller,
    id::{EntrantName, StageId},
};

use crate::{
    app::{Context, contest::Contest, error::AppError, stages},
    domain::error::TransitionError,
    store::entries,
};

/// Somebody who entered.
pub struct Entrant {
    /// Who.
    pub name: EntrantName,
    /// As identity knows it now.
    pub display_name: String,
}

/// Everybody whose work the jury reads, in the alphabetical order of their
/// names: nothing else about them, and nobody who has withdrawn.
pub async fn list_entrants(
    ctx: &Context,
    caller: &Caller,
    stage: StageId,
) -> Result<Vec<Entrant>, AppError> {
    let account = caller.account()?;
    let known = stages::get(ctx, stage).await?;
    let names = {
        let mut conn = ctx.database.read().await?;
        let contest = Contest::read(&mut conn, &known).await?;
        ctx.policy
            .require_visible(caller, "ListEntrants", &contest.resource(), stage)?;
        stages::require_readable(&mut conn, &known).await?;
        if contest.into_juror(account)?.is_recused() {
            return Err(TransitionError::JurorRecused.into());
        }
        entries::list_entrants(&mut conn, stage).await?
    };
    let mut display_names = ctx.identity.display_names(&names).await?;
    let mut entrants: Vec<_> = names
        .into_iter()
        .map(|name| Entrant {
            // Whoever was erased is named by the bare id.
            display_name: display_names
                .remove(&name.to_string())
                .unwrap_or_else(|| name.to_string()),
            name,
        })
        .collect();
    entrants.sort_by_cached_key(|entrant| (entrant.display_name.to_lowercase(), entrant.name));
    Ok(entrants)
}
