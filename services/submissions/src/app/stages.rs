//! The replica of challenges' stages, read through when it lacks one.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

use linia_chassis::{
    database::DbError,
    id::{ChallengeId, StageId},
    scheduler,
    standing::Eligibility,
};
use serde_json::Value;
use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::{
    app::{
        Context,
        cover_entries::COVER_ENTRIES,
        error::AppError,
        stage_sealer::{StageSealer, StageSealers},
        tidy_uploads::{IDLE, TIDY_UPLOADS},
    },
    clients::ClientError,
    domain::{
        entry_tag::EntryTag,
        hand_in::HandInRules,
        rules::AdmissionMode,
        stage::{Closing, Opening, Stage},
    },
    store::{individual_extensions, lives, stages},
};

/// Kind of the due work that closes a stage.
pub const CLOSE_STAGE: &str = "close_stage";

/// What a version is handed in under.
pub struct Terms {
    /// Finds entries.
    pub sealer: Arc<StageSealer>,
    /// Public key that works of the stage are sealed to.
    pub recipient: String,
    /// The contest whose admissions its entrants are held against; nothing if
    /// everybody may enter.
    pub admits_for: Option<ChallengeId>,
    /// What a work consists of.
    pub hand_in: HandInRules,
    /// What an entrant must be.
    pub eligibility: Eligibility,
}

/// Terms by stage. A stage's never change, and there are as many as stages were
/// published, so nothing is ever removed.
#[derive(Default)]
pub struct TermsCache(RwLock<HashMap<StageId, Arc<Terms>>>);

impl TermsCache {
    fn get(&self, stage: StageId) -> Option<Arc<Terms>> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        known.get(&stage).cloned()
    }

    fn insert(&self, stage: Stage, sealer: Arc<StageSealer>) -> Arc<Terms> {
        let terms = Arc::new(Terms {
            sealer,
            admits_for: match stage.rules.admission {
                AdmissionMode::Open => None,
                AdmissionMode::Restricted | AdmissionMode::InvitationOnly => Some(stage.challenge),
            },
            recipient: stage.sealing_recipient,
            hand_in: stage.hand_in,
            eligibility: stage.rules.eligibility,
        });
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        known.insert(stage.id, Arc::clone(&terms));
        terms
    }
}

/// What a version of this stage is handed in under.
pub async fn terms(ctx: &Context, stage: StageId) -> Result<Arc<Terms>, AppError> {
    if let Some(terms) = ctx.terms.get(stage) {
        return Ok(terms);
    }
    let stage = get(ctx, stage).await?;
    let sealer = ctx.stage_sealers.of(&stage).await?;
    Ok(ctx.terms.insert(stage, sealer))
}

/// A stage as the replica knows it; asks challenges for one that is missing.
pub async fn get(ctx: &Context, stage: StageId) -> Result<Stage, AppError> {
    let known = stages::find(&mut *ctx.database.read().await?, stage).await?;
    match known {
        Some(stage) => Ok(stage),
        None => refresh(ctx, stage).await,
    }
}

/// A stage as challenges knows it at this moment.
pub async fn refresh(ctx: &Context, stage: StageId) -> Result<Stage, AppError> {
    let found = ctx.challenges.get_stage(stage).await?;
    let found = found.ok_or(AppError::StageNotFound(stage))?;
    let closings = own_closings(&ctx.stage_sealers, &found).await?;
    let mut tx = ctx.database.begin_write().await?;
    save_in_tx(tx.conn(), &found).await?;
    save_closings(tx.conn(), stage, &closings).await?;
    // What is stored may be newer still than the answer.
    let stored = stages::find(tx.conn(), stage).await?;
    tx.commit().await?;
    let individual_closings = found.individual_closings.clone();
    Ok(Stage {
        individual_closings,
        settled: found.settled,
        ..stored.unwrap_or(found)
    })
}

/// Lets the jury work on a stage: between its opening and its judgement, unless
/// the contest was cancelled meanwhile.
///
/// # Errors
/// [`AppError::Transition`], [`AppError::ChallengeCancelled`].
pub async fn in_jurys_hands(
    conn: &mut PgConnection,
    stage: StageId,
) -> Result<(Closing, Opening), AppError> {
    let found = lives::find(conn, stage).await?.in_jurys_hands()?;
    if stages::is_cancelled(conn, stage).await? {
        return Err(AppError::ChallengeCancelled);
    }
    Ok(found)
}

/// Lets works of a stage and whom they may be of be read: from the opening on,
/// and nothing any more of a contest that was cancelled, in which nobody judges.
///
/// # Errors
/// [`AppError::Transition`], [`AppError::ChallengeCancelled`].
pub async fn require_readable(conn: &mut PgConnection, stage: &Stage) -> Result<(), AppError> {
    lives::find(conn, stage.id).await?.opened()?;
    if stage.cancelled {
        return Err(AppError::ChallengeCancelled);
    }
    Ok(())
}

/// The stages of a challenge, in order; asks challenges unless all are known.
pub async fn of_challenge(ctx: &Context, challenge: ChallengeId) -> Result<Vec<Stage>, AppError> {
    let known = stages::list_of_challenge(&mut *ctx.database.read().await?, challenge).await?;
    let all = |first: &Stage| usize::try_from(first.stage_count) == Ok(known.len());
    if known.first().is_some_and(all) {
        return Ok(known);
    }
    let mut found = Vec::new();
    for stage in ctx.challenges.list_stages(challenge).await? {
        found.push(refresh(ctx, stage).await?);
    }
    if found.is_empty() {
        return Err(AppError::ChallengeNotFound(challenge));
    }
    found.sort_by_key(|stage| stage.ordinal);
    Ok(found)
}

/// Stores what challenges told of a stage, and sees to its cover and closing.
pub async fn save_in_tx(conn: &mut PgConnection, stage: &Stage) -> Result<(), DbError> {
    if stages::save(conn, stage).await? {
        let (key, open_time) = (stage.id.as_uuid(), stage.open_time);
        scheduler::schedule_in_tx(conn, COVER_ENTRIES, key, open_time, &Value::Null).await?;
        scheduler::schedule_in_tx(conn, TIDY_UPLOADS, key, open_time + IDLE, &Value::Null).await?;
        schedule_closing_in_tx(conn, stage.id, stage.close_time).await?;
    }
    Ok(())
}

/// Until when single entrants may hand in, as challenges told it: by entry,
/// which does not say who. Of some grants to one, the latest counts.
///
/// # Errors
/// [`ClientError`], if challenges cannot be asked for the stage's secret.
pub async fn own_closings(
    sealers: &StageSealers,
    stage: &Stage,
) -> Result<HashMap<EntryTag, OffsetDateTime>, ClientError> {
    let mut own = HashMap::new();
    if stage.individual_closings.is_empty() {
        return Ok(own);
    }
    let sealer = sealers.of(stage).await?;
    for closing in &stage.individual_closings {
        let entry = sealer.entry_tag(&closing.entrant);
        let latest = own.entry(entry).or_insert(closing.close_time);
        *latest = closing.close_time.max(*latest);
    }
    Ok(own)
}

/// Stores what [`own_closings`] found.
pub async fn save_closings(
    conn: &mut PgConnection,
    stage: StageId,
    own: &HashMap<EntryTag, OffsetDateTime>,
) -> Result<(), DbError> {
    for (entry, close_time) in own {
        individual_extensions::save(conn, stage, *entry, *close_time).await?;
    }
    Ok(())
}

/// Schedules the closing of a stage, or moves it. Harmless for one that is
/// closed: the work finds nothing to do.
pub async fn schedule_closing_in_tx(
    conn: &mut PgConnection,
    stage: StageId,
    close_time: OffsetDateTime,
) -> Result<(), DbError> {
    let key = stage.as_uuid();
    scheduler::schedule_in_tx(conn, CLOSE_STAGE, key, close_time, &Value::Null).await
}
