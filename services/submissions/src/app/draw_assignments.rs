//! Draws who reads what.

use std::collections::BTreeSet;

use linia_chassis::{auth::Caller, database::WriteTx, id::StageId, threads::run_behind};
use sqlx::PgConnection;

use crate::{
    app::{
        Context,
        conflicts::{self, Barred},
        contest::Contest,
        error::AppError,
        reading, stages,
    },
    domain::{
        assignment::{Call, Candidate, Draw, Pair, PairState, Seed, draw},
        error::TransitionError,
        jury::check_composition,
        reading::Reading,
        stage::{Closing, Stage},
    },
    store::{
        assignments::{self, DrawRecord},
        lives, works,
    },
};

/// What was drawn, and how many works each juror has now.
pub struct Drawn {
    /// The last draw.
    pub record: DrawRecord,
    /// How many works each juror has.
    pub loads: Vec<usize>,
}

/// Gives each work that needs them more jurors. Declarations are compared before
/// the transaction begins, and only who was compared takes part.
pub async fn draw_assignments(
    ctx: &Context,
    caller: &Caller,
    stage: StageId,
) -> Result<Drawn, AppError> {
    let account = caller.account()?;
    let known = stages::get(ctx, stage).await?;
    let closing = {
        let mut conn = ctx.database.read().await?;
        permitted(ctx, caller, &mut conn, &known).await?
    };
    let barred = conflicts::compare(ctx, stage, closing.record_sha256).await?;

    let mut tx = ctx.database.begin_write().await?;
    lives::share(tx.conn(), stage).await?;
    let contest = Contest::lock(tx.conn(), &known).await?;
    stages::in_jurys_hands(tx.conn(), stage).await?;
    check_composition(&contest.jurors, known.rules.qualifications_required)?;
    let before = assignments::find_last_draw(tx.conn(), stage).await?;
    let ordinal = before.map_or(1, |draw| draw.ordinal + 1);
    let record = DrawRecord {
        stage,
        ordinal,
        seed: Seed::of_draw(&closing.record_sha256, ordinal),
        account,
        time: tx.now(),
    };
    let reading = reading::read(tx.conn(), &known, &contest).await?;
    let call = call(tx.conn(), &reading, &contest, barred, &record).await?;
    let drawn = run_behind(move || draw(&call).map(|drawn| (call, drawn)));
    let (call, drawn) = drawn.await?;
    let record = match before {
        Some(before) if drawn.assigned == call.kept => before,
        _ => save_in_tx(&mut tx, record, &drawn).await?,
    };
    tx.commit().await?;
    let jurors = call.jurors.iter();
    Ok(Drawn {
        record,
        loads: jurors.map(|juror| load(&drawn, juror)).collect(),
    })
}

/// What the opening was made against, if the caller may have works drawn.
async fn permitted(
    ctx: &Context,
    caller: &Caller,
    conn: &mut PgConnection,
    stage: &Stage,
) -> Result<Closing, AppError> {
    let contest = Contest::read(conn, stage).await?;
    ctx.policy
        .require_visible(caller, "DrawAssignments", &contest.resource(), stage.id)?;
    if !stage.rules.assigns_works() {
        return Err(TransitionError::EveryJurorReadsAll.into());
    }
    let (closing, _) = stages::in_jurys_hands(conn, stage.id).await?;
    check_composition(&contest.jurors, stage.rules.qualifications_required)?;
    Ok(closing)
}

/// Who has left a work does not get it again.
async fn call(
    conn: &mut PgConnection,
    reading: &Reading,
    contest: &Contest,
    barred: Barred,
    record: &DrawRecord,
) -> Result<Call, AppError> {
    let sitting = contest.jurors.iter().filter(|juror| !juror.is_recused());
    let jurors: Vec<_> = sitting
        .filter(|juror| barred.contains_key(&juror.account))
        .map(|juror| Candidate {
            account: juror.account,
            qualified: juror.qualified,
        })
        .collect();
    let pairs_in = |state: PairState| {
        let pairs = reading.pairs.iter().filter(move |(_, is)| **is == state);
        let pairs = pairs.map(|(pair, _)| *pair);
        pairs.filter(|pair| jurors.iter().any(|juror| juror.account == pair.juror))
    };
    let mut works = works::list_ids(conn, record.stage).await?;
    works.retain(|work| !reading.excluded.contains(work));
    let in_conflict = barred.iter().flat_map(|(&juror, works)| {
        let works = works.iter();
        works.map(move |&work| Pair::new(work, juror))
    });
    let competes = |pair: &Pair| works.contains(&pair.work);
    Ok(Call {
        barred: in_conflict.chain(pairs_in(PairState::Released)).collect(),
        kept: pairs_in(PairState::Assigned).filter(competes).collect(),
        substitutes: pairs_in(PairState::Substitute).collect(),
        reviews_per_work: reading.rules.readers(),
        max_works_per_juror: reading.rules.work_limit(),
        qualified_reader: reading.rules.qualifications_required,
        seed: record.seed,
        jurors: jurors.clone(),
        works,
    })
}

async fn save_in_tx(
    tx: &mut WriteTx,
    record: DrawRecord,
    drawn: &Draw,
) -> Result<DrawRecord, AppError> {
    assignments::insert_draw(tx.conn(), &record).await?;
    for (pairs, state) in [
        (&drawn.assigned, PairState::Assigned),
        (&drawn.substitutes, PairState::Substitute),
    ] {
        save_pairs_in_tx(tx, record.stage, pairs, state).await?;
    }
    tracing::info!(stage.id = %record.stage, draw = record.ordinal, "works are assigned");
    Ok(record)
}

async fn save_pairs_in_tx(
    tx: &mut WriteTx,
    stage: StageId,
    pairs: &BTreeSet<Pair>,
    state: PairState,
) -> Result<(), AppError> {
    Ok(assignments::insert_pairs(tx.conn(), stage, pairs, state).await?)
}

fn load(drawn: &Draw, juror: &Candidate) -> usize {
    let pairs = drawn.assigned.iter();
    pairs.filter(|pair| pair.juror == juror.account).count()
}
