//! Notes formal defects of works and has every entrant told to look.

use linia_chassis::{
    auth::Caller,
    id::{StageId, WorkId},
};
use time::OffsetDateTime;

use crate::{
    app::{Context, contest::Contest, error::AppError, stages},
    domain::screening::Standing,
    events::published,
    store::{lives, screenings, works},
};

/// A work and what is wrong with it.
pub struct Finding {
    /// The work.
    pub work: WorkId,
    /// What does not fit the rules.
    pub reason: String,
}

/// Notes defects. Everybody is told alike and at once, also those whose works
/// are in order: this service does not know whom else to tell.
pub async fn report_defects(
    ctx: &Context,
    caller: &Caller,
    stage: StageId,
    findings: Vec<Finding>,
) -> Result<OffsetDateTime, AppError> {
    let account = caller.account()?;
    let known = stages::get(ctx, stage).await?;
    let mut tx = ctx.database.begin_write().await?;
    // The event is the stage's.
    lives::lock(tx.conn(), stage).await?;
    let contest = Contest::read(tx.conn(), &known).await?;
    ctx.policy
        .require_visible(caller, "ReportDefects", &contest.resource(), stage)?;
    stages::in_jurys_hands(tx.conn(), stage).await?;
    let of_stage = works::list_ids(tx.conn(), stage).await?;
    let now = tx.now();
    let mut cure_end_time = now;
    let mut is_new = false;
    for finding in findings {
        if !of_stage.contains(&finding.work) {
            return Err(AppError::WorkNotFound(finding.work));
        }
        let before = screenings::find(tx.conn(), finding.work).await?;
        is_new |= before == Standing::InOrder;
        let standing = before.report(finding.reason, known.rules.cure_period(), now)?;
        if let Standing::Defective(defect) | Standing::Cured(defect) = standing {
            cure_end_time = cure_end_time.max(defect.cure_end_time);
            let (work, by) = (finding.work, (account, now));
            screenings::insert_defect(tx.conn(), stage, work, &defect, by).await?;
        }
    }
    if is_new {
        let told = screenings::list_accounts_to_tell(tx.conn(), stage).await?;
        let event = published::defects_reported(&known, cure_end_time, told);
        tx.append(stage.as_uuid(), &event).await?;
    }
    tx.commit().await?;
    Ok(cure_end_time)
}
