//! Corrects the protocol of a last stage: another is signed, which supersedes it.

use std::collections::BTreeSet;

use linia_chassis::{
    auth::Caller,
    database::WriteTx,
    id::{AccountId, StageId, WorkId},
    idempotency::RequestKey,
};
use linia_proto::submissions::v1;
use sqlx::PgConnection;

use crate::{
    app::{
        Context,
        contest::Contest,
        deliberate::{Material, sign},
        error::AppError,
        recuse_juror::save_recusal_in_tx,
        stages,
        waive_reviews::Waiving,
    },
    domain::{
        correction::{ResultStanding, check_correctable},
        protocol::{Protocol, SignedProtocol},
        screening::{Exclusion, Ground, Standing},
        stage::Stage,
    },
    events::published,
    store::{
        contest_ends, lives, protocols, result_approvals, screenings,
        waivers::{self, Waiver},
        works,
    },
};

/// What is corrected, and why.
pub struct ProtocolCorrection {
    /// The stage.
    pub stage: StageId,
    /// Why.
    pub reason: String,
    /// The reasons for those who do not win, if they change.
    pub reasons: Option<String>,
    /// Works that give their authors away.
    pub exclusions: Vec<(WorkId, String)>,
    /// Jurors who should not have judged.
    pub recusals: Vec<(AccountId, String)>,
    /// Works that fewer reviews suffice for.
    pub waivers: Vec<Waiving>,
}

/// Signs a corrected protocol. A repeated request gets the first answer.
pub async fn correct_protocol(
    ctx: &Context,
    caller: &Caller,
    key: RequestKey,
    correction: ProtocolCorrection,
) -> Result<v1::Protocol, AppError> {
    let account = caller.account()?;
    let stage = stages::get(ctx, correction.stage).await?;
    let mut tx = ctx.database.begin_write().await?;
    if let Some(answer) = key.replay_in_tx(&mut tx).await? {
        return Ok(answer);
    }
    lives::lock(tx.conn(), stage.id).await?;
    let contest = Contest::lock(tx.conn(), &stage).await?;
    ctx.policy
        .authorize(caller, "CorrectProtocol", &contest.resource())?;
    let former = require_correctable(tx.conn(), &stage).await?;
    require_fit(tx.conn(), &contest, &correction, account).await?;
    take_over_in_tx(&mut tx, &stage, contest, &correction, account).await?;
    let signed = sign_anew_in_tx(ctx, &mut tx, &stage, &former, correction, account).await?;
    let answer = v1::Protocol::from(&signed);
    key.save_in_tx(&mut tx, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}

/// The protocol that is corrected.
async fn require_correctable(
    conn: &mut PgConnection,
    stage: &Stage,
) -> Result<SignedProtocol, AppError> {
    let life = lives::find(conn, stage.id).await?;
    let standing = if result_approvals::exists(conn, stage.id).await? {
        ResultStanding::Approved
    } else if contest_ends::exists(conn, stage.challenge).await? {
        ResultStanding::Ended
    } else {
        ResultStanding::Proposed
    };
    check_correctable(life, stage.is_last(), standing)?;
    let former = protocols::find(conn, stage.id).await?;
    former.ok_or(AppError::StageNotFound(stage.id))
}

/// Who corrects the protocol stays; everything that is named is of the stage.
async fn require_fit(
    conn: &mut PgConnection,
    contest: &Contest,
    correction: &ProtocolCorrection,
    caller: AccountId,
) -> Result<(), AppError> {
    let works = works::list_ids(conn, correction.stage).await?;
    let others: BTreeSet<_> = contest.sitting().into_iter().collect();
    let excluded = correction.exclusions.iter().map(|(work, _)| work);
    let waived = correction.waivers.iter().map(|waiving| &waiving.work);
    let recused = correction.recusals.iter().map(|(account, _)| account);
    let fields = [
        unfit(excluded, "exclusions", "work", |work| works.contains(work)),
        unfit(waived, "waivers", "work", |work| works.contains(work)),
        unfit(recused, "recusals", "account", |account| {
            *account != caller && others.contains(account)
        }),
    ];
    let fields = fields.concat();
    if fields.is_empty() {
        Ok(())
    } else {
        Err(AppError::UnfitCorrection { fields })
    }
}

fn unfit<'a, T: 'a>(
    named: impl Iterator<Item = &'a T>,
    list: &str,
    field: &str,
    fits: impl Fn(&T) -> bool,
) -> Vec<String> {
    let named = named.enumerate().filter(|(_, it)| !fits(it));
    named
        .map(|(index, _)| format!("{list}[{index}].{field}"))
        .collect()
}

/// Records what the corrected protocol will say.
async fn take_over_in_tx(
    tx: &mut WriteTx,
    stage: &Stage,
    contest: Contest,
    correction: &ProtocolCorrection,
    account: AccountId,
) -> Result<(), AppError> {
    let now = tx.now();
    for (work, reason) in &correction.exclusions {
        let exclusion = Exclusion {
            ground: Ground::AuthorRevealed,
            reason: reason.clone(),
            time: now,
        };
        let before = screenings::find(tx.conn(), *work).await?;
        let standing = before.exclude(exclusion, stage.rules.cure_period())?;
        if let Standing::Excluded(exclusion) = standing {
            screenings::insert_exclusion(tx.conn(), stage.id, *work, &exclusion, account).await?;
        }
    }
    for waiving in &correction.waivers {
        let waiver = Waiver {
            work: waiving.work,
            sufficient_reviews: waiving.sufficient_reviews,
            reason: waiving.reason.clone(),
            account,
            time: now,
        };
        waivers::insert(tx.conn(), stage.id, &waiver).await?;
    }
    let recused = contest.jurors.into_iter().filter_map(|juror| {
        let mut recusals = correction.recusals.iter();
        let (_, reason) = recusals.find(|(account, _)| *account == juror.account)?;
        Some(juror.recuse(reason.clone(), now))
    });
    for juror in recused {
        save_recusal_in_tx(tx, &juror, stage.authority).await?;
    }
    Ok(())
}

/// Ranks the works by what is recorded now, and signs it.
async fn sign_anew_in_tx(
    ctx: &Context,
    tx: &mut WriteTx,
    stage: &Stage,
    former: &SignedProtocol,
    correction: ProtocolCorrection,
    account: AccountId,
) -> Result<SignedProtocol, AppError> {
    let contest = Contest::read(tx.conn(), stage).await?;
    let material = Material::read(tx.conn(), stage, &contest).await?;
    let deliberation = material.deliberation();
    let ranking = deliberation.rank()?;
    let reasons = correction.reasons.unwrap_or_else(|| former.reasons.clone());
    let protocol = Protocol {
        supersedes: Some(former.superseded(correction.reason)),
        ..deliberation.protocol(&ranking, reasons, tx.now())
    };
    let review_count = protocol.reviews.len();
    let signed = sign(ctx, protocol, Some(former));
    if let Some(correction) = &signed.correction {
        protocols::insert_correction(tx.conn(), &signed, correction, account).await?;
        protocols::insert_corrected_ranking(tx.conn(), &signed).await?;
        let event = published::protocol_corrected(stage, &signed, correction, review_count);
        tx.append(stage.id.as_uuid(), &event).await?;
    }
    Ok(signed)
}
