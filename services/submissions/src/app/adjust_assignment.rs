//! Changes who reads a work, by hand and with a reason.

use linia_chassis::{
    auth::Caller,
    database::WriteTx,
    id::{AccountId, WorkId},
};

use crate::{
    app::{Context, contest::Contest, error::AppError, stages},
    domain::{
        assignment::{ListedPair, Pair, PairState},
        error::TransitionError,
        stage::Stage,
        work_code::WorkCode,
    },
    store::{
        assignments::{self, PairChange},
        lives, works,
    },
};

/// A juror, a work, and why.
pub struct Adjustment {
    /// The work.
    pub work: WorkId,
    /// The juror.
    pub juror: AccountId,
    /// Kept for the protocol.
    pub reason: String,
}

/// Gives a work to one of its substitutes.
pub async fn assign_work(
    ctx: &Context,
    caller: &Caller,
    adjustment: Adjustment,
) -> Result<ListedPair, AppError> {
    let mut change = Change::begin(ctx, caller, "AssignWork", adjustment.work).await?;
    let state = change.lock(adjustment.juror).await?;
    let state = state.ok_or(TransitionError::NotASubstitute)?.assign()?;
    let juror = change.contest.find_juror(adjustment.juror);
    if juror.is_none_or(|juror| juror.is_recused()) {
        return Err(TransitionError::JurorRecused.into());
    }
    change.require_room(adjustment.juror).await?;
    change.save(adjustment, state).await
}

/// Takes a work away from a juror.
pub async fn unassign_work(
    ctx: &Context,
    caller: &Caller,
    adjustment: Adjustment,
) -> Result<ListedPair, AppError> {
    let mut change = Change::begin(ctx, caller, "UnassignWork", adjustment.work).await?;
    let state = change.lock(adjustment.juror).await?;
    let state = state.ok_or(TransitionError::NotAssigned)?.release()?;
    change.save(adjustment, state).await
}

/// Leaves one work: as taking it away, by the juror themselves.
pub async fn recuse_from_work(
    ctx: &Context,
    caller: &Caller,
    work: WorkId,
    reason: String,
) -> Result<ListedPair, AppError> {
    let juror = caller.account()?;
    let mut change = Change::begin(ctx, caller, "RecuseFromWork", work).await?;
    let state = change.lock(juror).await?;
    let state = state.ok_or(TransitionError::NotAssigned)?;
    // A substitute has seen nothing of the work.
    state.read()?;
    let state = state.release()?;
    let adjustment = Adjustment {
        work,
        juror,
        reason,
    };
    change.save(adjustment, state).await
}

/// A change under way: stage and jury stay as they are until it ends.
struct Change {
    tx: WriteTx,
    by: AccountId,
    stage: Stage,
    contest: Contest,
    work: WorkId,
    code: WorkCode,
}

impl Change {
    async fn begin(
        ctx: &Context,
        caller: &Caller,
        action: &'static str,
        work: WorkId,
    ) -> Result<Self, AppError> {
        let by = caller.account()?;
        let stage = works::find_stage(&mut *ctx.database.read().await?, work).await?;
        let stage = stages::get(ctx, stage.ok_or(AppError::WorkNotFound(work))?).await?;
        let mut tx = ctx.database.begin_write().await?;
        lives::share(tx.conn(), stage.id).await?;
        let contest = Contest::lock(tx.conn(), &stage).await?;
        ctx.policy
            .require_visible(caller, action, &contest.resource(), work)?;
        stages::in_jurys_hands(tx.conn(), stage.id).await?;
        if !stage.rules.assigns_works() {
            return Err(TransitionError::EveryJurorReadsAll.into());
        }
        let code = works::find_code(tx.conn(), work).await?;
        Ok(Self {
            tx,
            by,
            stage,
            contest,
            work,
            code: code.ok_or(AppError::WorkNotFound(work))?,
        })
    }

    async fn lock(&mut self, juror: AccountId) -> Result<Option<PairState>, AppError> {
        let pair = Pair::new(self.work, juror);
        Ok(assignments::lock(self.tx.conn(), pair).await?)
    }

    async fn require_room(&mut self, juror: AccountId) -> Result<(), AppError> {
        let Some(limit) = self.stage.rules.work_limit() else {
            return Ok(());
        };
        let pairs = assignments::list_pairs(self.tx.conn(), self.stage.id).await?;
        let reads = |(pair, state): (&Pair, &PairState)| {
            pair.juror == juror && *state == PairState::Assigned
        };
        if pairs.iter().filter(|entry| reads(*entry)).count() < limit {
            Ok(())
        } else {
            Err(TransitionError::JurorFull.into())
        }
    }

    async fn save(mut self, asked: Adjustment, state: PairState) -> Result<ListedPair, AppError> {
        let change = PairChange {
            pair: Pair::new(self.work, asked.juror),
            state,
            reason: asked.reason,
            changed_by: self.by,
            time: self.tx.now(),
        };
        assignments::update(self.tx.conn(), &change).await?;
        assignments::insert_change(self.tx.conn(), self.stage.id, &change).await?;
        self.tx.commit().await?;
        Ok(ListedPair {
            pair: change.pair,
            code: self.code,
            state,
            reviewed: false,
        })
    }
}
