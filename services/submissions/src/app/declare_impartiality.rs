//! A juror declares impartiality for a stage, or conflicts.

use std::collections::{BTreeSet, HashSet};

use linia_chassis::{
    auth::Caller,
    id::{EntrantName, StageId},
};

use crate::{
    app::{
        Context, contest::Contest, error::AppError, list_my_entries::entrants_of,
        recuse_juror::save_recusal_in_tx, stages,
    },
    domain::jury::{Declaration, Juror},
    store::{entries, jurors, lives},
};

/// Takes a juror's declaration; a conflict recuses the juror in the same
/// moment. Whoever entered too is in conflict with themselves, whatever they
/// declare: nobody judges, or reads beside, a work of their own.
pub async fn declare_impartiality(
    ctx: &Context,
    caller: &Caller,
    stage: StageId,
    conflicts: Vec<EntrantName>,
) -> Result<Juror, AppError> {
    let account = caller.account()?;
    let known = stages::get(ctx, stage).await?;
    let mut tx = ctx.database.begin_write().await?;
    lives::share(tx.conn(), stage).await?;
    let contest = Contest::lock(tx.conn(), &known).await?;
    ctx.policy
        .require_visible(caller, "DeclareImpartiality", &contest.resource(), stage)?;
    lives::find(tx.conn(), stage).await?.in_jurys_hands()?;
    let entrants = entries::list_entrants(tx.conn(), stage).await?;
    require_known(&entrants.into_iter().collect(), &conflicts)?;
    let own = entries::list_own(tx.conn(), stage, account, &entrants_of(caller)?).await?;
    let conflicts: BTreeSet<_> = conflicts.into_iter().chain(own).collect();
    let conflicts: Vec<_> = conflicts.into_iter().collect();

    let names: Vec<_> = conflicts.iter().map(ToString::to_string).collect();
    let now = tx.now();
    let declaration = Declaration { stage, conflicts };
    let juror = contest.into_juror(account)?.declare(declaration, now)?;
    jurors::insert_declaration(tx.conn(), account, stage, &names, now).await?;
    if juror.is_recused() {
        save_recusal_in_tx(&mut tx, &juror).await?;
    }
    tx.commit().await?;
    Ok(juror)
}

fn require_known(
    entrants: &HashSet<EntrantName>,
    conflicts: &[EntrantName],
) -> Result<(), AppError> {
    let unknown = conflicts.iter().enumerate();
    let indices: Vec<_> = unknown
        .filter(|(_, name)| !entrants.contains(name))
        .map(|(index, _)| index)
        .collect();
    if indices.is_empty() {
        Ok(())
    } else {
        Err(AppError::UnknownEntrants { indices })
    }
}
