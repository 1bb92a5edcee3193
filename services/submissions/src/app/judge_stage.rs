//! The jury's decision: ranking, signed protocol, and what follows from it.

use linia_chassis::{
    auth::Caller, database::WriteTx, id::StageId, idempotency::RequestKey, scheduler,
};
use linia_proto::submissions::v1;
use serde_json::Value;
use sqlx::PgConnection;

use crate::{
    app::{
        Context,
        contest::Contest,
        deliberate::{Material, sign},
        error::AppError,
        inform_entrants::INFORM_ENTRANTS,
        stages,
    },
    domain::{
        protocol::SignedProtocol,
        stage::{Judgement, Stage},
    },
    events::published,
    store::{lives, protocols, stages as replica},
};

/// Ends the jury's work on a stage. A repeated request gets the first answer.
pub async fn judge_stage(
    ctx: &Context,
    caller: &Caller,
    key: RequestKey,
    stage: StageId,
    reasons: String,
) -> Result<v1::Protocol, AppError> {
    match try_judge(ctx, caller, &key, stage, reasons.clone()).await {
        // The next stage may have been put off, and the replica not know it yet.
        Err(AppError::TooLittleTime(short)) => {
            stages::refresh(ctx, short.stage).await?;
            try_judge(ctx, caller, &key, stage, reasons).await
        }
        done => done,
    }
}

async fn try_judge(
    ctx: &Context,
    caller: &Caller,
    key: &RequestKey,
    stage: StageId,
    reasons: String,
) -> Result<v1::Protocol, AppError> {
    caller.account()?;
    let known = stages::get(ctx, stage).await?;
    let of_contest = stages::of_challenge(ctx, known.challenge).await?;
    let mut tx = ctx.database.begin_write().await?;
    if let Some(answer) = key.replay_in_tx(&mut tx).await? {
        return Ok(answer);
    }
    lives::lock(tx.conn(), stage).await?;
    let contest = Contest::lock(tx.conn(), &known).await?;
    ctx.policy
        .authorize(caller, "JudgeStage", &contest.resource())?;
    if replica::is_cancelled(tx.conn(), stage).await? {
        return Err(AppError::ChallengeCancelled);
    }
    require_predecessor_judged(tx.conn(), &known, &of_contest).await?;
    let next = of_contest.iter().find(|it| it.ordinal == known.ordinal + 1);
    let protocol = judge_in_tx(ctx, &mut tx, (&known, next), &contest, reasons).await?;
    let answer = v1::Protocol::from(&protocol);
    key.save_in_tx(&mut tx, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}

/// Who may enter a stage is decided by the one before it.
async fn require_predecessor_judged(
    conn: &mut PgConnection,
    stage: &Stage,
    of_contest: &[Stage],
) -> Result<(), AppError> {
    let before = of_contest.iter().find(|s| s.ordinal + 1 == stage.ordinal);
    if let Some(before) = before {
        lives::find(conn, before.id).await?.judged()?;
    }
    Ok(())
}

async fn judge_in_tx(
    ctx: &Context,
    tx: &mut WriteTx,
    (stage, next): (&Stage, Option<&Stage>),
    contest: &Contest,
    reasons: String,
) -> Result<SignedProtocol, AppError> {
    let life = lives::find(tx.conn(), stage.id).await?;
    life.in_jurys_hands()?;
    let material = Material::read(tx.conn(), stage, contest).await?;
    let deliberation = material.deliberation();
    let ranking = deliberation.rank()?;
    if let Some(next) = next {
        next.require_time_for_finalists(tx.now())?;
    }
    let protocol = deliberation.protocol(&ranking, reasons, tx.now());
    let review_count = protocol.reviews.len();
    let signed = sign(ctx, protocol, None);
    life.judge(Judgement {
        protocol_sha256: signed.sha256,
        sign_time: signed.sign_time,
    })?;
    save_in_tx(tx, stage, &signed, review_count).await?;
    Ok(signed)
}

async fn save_in_tx(
    tx: &mut WriteTx,
    stage: &Stage,
    protocol: &SignedProtocol,
    review_count: usize,
) -> Result<(), AppError> {
    protocols::insert(tx.conn(), protocol).await?;
    protocols::insert_ranking(tx.conn(), stage.id, &protocol.ranking).await?;
    let event = published::stage_judged(stage, protocol, review_count);
    tx.append(stage.id.as_uuid(), &event).await?;
    if !stage.is_last() {
        // Those who are not shortlisted get the reasons at once (rule 9).
        let (key, now) = (stage.id.as_uuid(), tx.now());
        scheduler::schedule_in_tx(tx.conn(), INFORM_ENTRANTS, key, now, &Value::Null).await?;
    }
    Ok(())
}
