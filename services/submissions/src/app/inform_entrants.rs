//! After a stage that has a successor: tells every entrant whether they
//! advance, and lets the finalists into the next stage.

use std::sync::Arc;

use linia_chassis::{database::WriteTx, id::StageId};

use crate::{
    app::{
        Context,
        error::AppError,
        stage_sealer::StageSealer,
        stages,
        unmask_stage::{Unmasked, decide_in_tx, end_entries_in_tx, open_link},
    },
    domain::{decision::Laureate, entry::Outcome, rules::Money, stage::Stage},
    events::published,
    store::{entries, openings::UnmaskingGround},
};

/// Kind of the due work that informs the entrants of a judged stage.
pub const INFORM_ENTRANTS: &str = "inform_entrants";

/// Whom the decision meets, and where the finalists go.
pub struct Informing {
    unmasked: Unmasked,
    next: Stage,
    sealer: Arc<StageSealer>,
}

/// Opens the link in memory; nothing if everybody was informed before.
pub async fn prepare(ctx: &Context, stage: StageId) -> Result<Option<Informing>, AppError> {
    let unmasked = open_link(ctx, stage, UnmaskingGround::InformEntrants).await?;
    let Some(unmasked) = unmasked else {
        return Ok(None);
    };
    let ordinal = unmasked.stage.ordinal + 1;
    let stages = stages::of_challenge(ctx, unmasked.stage.challenge).await?;
    let next = stages.into_iter().find(|next| next.ordinal == ordinal);
    let next = next.ok_or(AppError::StageNotFound(stage))?;
    let sealer = ctx.stage_sealers.of(&next).await?;
    Ok(Some(Informing {
        unmasked,
        next,
        sealer,
    }))
}

/// Informs everybody, and records the unmasking.
pub async fn inform_in_tx(tx: &mut WriteTx, informing: &Informing) -> Result<(), AppError> {
    let ground = UnmaskingGround::InformEntrants;
    let Informing {
        unmasked,
        next,
        sealer,
    } = informing;
    let Some(decision) = decide_in_tx(tx, unmasked, ground, Outcome::Advances).await? else {
        return Ok(());
    };
    let reimbursement = unmasked.stage.rules.finalist_reimbursement.as_ref();
    admit_in_tx(sealer, tx, next.id, &decision.selected, reimbursement).await?;
    // It has waited for them, perhaps beyond its time.
    stages::schedule_closing_in_tx(tx.conn(), next.id, next.close_time).await?;
    end_entries_in_tx(tx, &decision.others, &unmasked.protocol.reasons).await
}

/// The finalists' entries in the next stage have tags that can be computed
/// already, so the list of finalists names nobody either. The entries that cover
/// theirs are let in with them: else the list would tell which versions are real,
/// and how many of the finalists handed in (rule 1).
async fn admit_in_tx(
    sealer: &StageSealer,
    tx: &mut WriteTx,
    next: StageId,
    selected: &[Laureate],
    reimbursement: Option<&Money>,
) -> Result<(), AppError> {
    let mut tags: Vec<_> = selected
        .iter()
        .map(|finalist| sealer.entry_tag(&finalist.entry.entrant))
        .chain(sealer.cover_entry_tags())
        .collect();
    tags.sort_unstable();
    entries::insert_finalists(tx.conn(), next, &tags).await?;
    // In the order of ids: the order of ranks would tell who wrote which work.
    let mut finalists: Vec<_> = selected.iter().map(|finalist| &finalist.entry).collect();
    finalists.sort_by_key(|entry| entry.id);
    for entry in finalists {
        entries::update_state(tx.conn(), entry.id, entry.state).await?;
        let event = published::entry_advanced(entry, reimbursement);
        tx.append_untraced(entry.id.as_uuid(), &event).await?;
    }
    Ok(())
}
