//! A juror declares impartiality for a stage, or conflicts.

use std::collections::{BTreeSet, HashSet};

use linia_chassis::{
    auth::Caller,
    crypto::sealing::seal,
    id::{EntrantName, StageId},
};

use crate::{
    app::{
        Context, contest::Contest, error::AppError, list_my_entries::entrants_of,
        recuse_juror::save_recusal_in_tx, stages,
    },
    domain::{
        conflicts::SealedConflicts,
        jury::{Declaration, Juror},
        stage::Stage,
    },
    store::{entries, jurors, lives},
};

/// Takes a juror's declaration; where every juror reads every work, a conflict
/// recuses the juror in the same moment. Whoever entered too is in conflict with themselves, whatever they
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
    stages::in_jurys_hands(tx.conn(), stage).await?;
    let entrants = entries::list_entrants(tx.conn(), stage).await?;
    require_known(&entrants.into_iter().collect(), &conflicts)?;
    let own = entries::list_own(tx.conn(), stage, account, &entrants_of(caller)?).await?;
    let conflicts: BTreeSet<_> = conflicts.into_iter().chain(own).collect();

    let now = tx.now();
    let (declaration, sealed) = put(&known, conflicts)?;
    let juror = contest.into_juror(account)?;
    let juror = juror.declare(declaration.clone(), now)?;
    let sealed = sealed.as_deref();
    jurors::insert_declaration(tx.conn(), account, &declaration, sealed, now).await?;
    if juror.is_recused() {
        save_recusal_in_tx(&mut tx, &juror, known.authority).await?;
    }
    tx.commit().await?;
    Ok(juror)
}

/// Where works are assigned, conflicts are sealed to the stage: they keep works
/// from the juror, and who holds the database must not learn from them whose.
fn put(
    stage: &Stage,
    conflicts: BTreeSet<EntrantName>,
) -> Result<(Declaration, Option<Vec<u8>>), AppError> {
    let declaration = |conflicts| Declaration {
        stage: stage.id,
        conflicts,
    };
    if stage.rules.assigns_works() {
        let octets = SealedConflicts(conflicts).to_octets();
        let sealed = seal(&stage.sealing_recipient, &octets)?;
        Ok((declaration(Vec::new()), Some(sealed)))
    } else {
        Ok((declaration(conflicts.into_iter().collect()), None))
    }
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
