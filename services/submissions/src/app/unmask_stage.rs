//! Reveals who is behind the works of a last stage, once the head of the
//! authority has approved the result.

use linia_chassis::{
    database::WriteTx,
    id::{ChallengeId, StageId},
    scheduler,
};
use serde_json::Value;

use crate::{
    app::{Context, error::AppError, stage_keys, stages},
    clients::KeyPurpose,
    domain::{
        decision::{Decision, Ended, decide},
        entry::Outcome,
        link::Link,
        protocol::SignedProtocol,
        stage::Stage,
    },
    events::published,
    store::{
        contest_ends, entries, laureates, lives,
        openings::{self, UnmaskingGround},
        protocols, result_approvals, screenings,
    },
};

/// Kind of the due work that reveals the laureates.
pub const UNMASK_STAGE: &str = "unmask_stage";

/// A stage's decision and the link that tells whom it meets.
pub struct Unmasked {
    pub(super) stage: Stage,
    pub(super) protocol: SignedProtocol,
    pub(super) link: Link,
}

/// Sees to the unmasking of what was approved.
///
/// # Errors
/// [`AppError::ProtocolDiffers`] if it is nothing that the jury signed.
pub async fn schedule_in_tx(
    tx: &mut WriteTx,
    challenge: ChallengeId,
    stage: StageId,
    protocol_sha256: [u8; 32],
) -> Result<(), AppError> {
    // A correction waits for this approval, or this approval for the correction.
    lives::lock(tx.conn(), stage).await?;
    let signed = protocols::list(tx.conn(), stage).await?;
    if signed.iter().all(|signed| signed.sha256 != protocol_sha256) {
        tracing::error!(challenge.id = %challenge, "approved protocol is not the signed one");
        return Err(AppError::ProtocolDiffers);
    }
    let (key, now) = (stage.as_uuid(), tx.now());
    result_approvals::insert(tx.conn(), stage, &protocol_sha256, now).await?;
    scheduler::schedule_in_tx(tx.conn(), UNMASK_STAGE, key, now, &Value::Null).await?;
    Ok(())
}

/// Obtains the unmasking key against the signed protocol and opens the link in
/// memory; nothing if that was done before on this ground.
pub async fn open_link(
    ctx: &Context,
    stage: StageId,
    ground: UnmaskingGround<'_>,
) -> Result<Option<Unmasked>, AppError> {
    let known = stages::get(ctx, stage).await?;
    let (protocol, sealed_link) = {
        let mut conn = ctx.database.read().await?;
        if openings::is_unmasked(&mut conn, stage, ground).await? {
            return Ok(None);
        }
        let protocol = protocols::find(&mut conn, stage).await?;
        let link = openings::find_link(&mut conn, stage).await?;
        protocol.zip(link).ok_or(AppError::StageNotFound(stage))?
    };
    let purpose = KeyPurpose::Unmasking;
    let key = stage_keys::obtain(ctx, stage, purpose, protocol.sha256).await?;
    let link = Link::try_from_octets(&key.open(&sealed_link)?)?;
    Ok(Some(Unmasked {
        stage: known,
        protocol,
        link,
    }))
}

/// Names the laureates, ends the other entries, and records the unmasking.
pub async fn reveal_in_tx(tx: &mut WriteTx, unmasked: &Unmasked) -> Result<(), AppError> {
    let ground = UnmaskingGround::ResultApproved;
    let Some(decision) = decide_in_tx(tx, unmasked, ground, Outcome::Wins).await? else {
        return Ok(());
    };
    for laureate in &decision.selected {
        entries::update_state(tx.conn(), laureate.entry.id, laureate.entry.state).await?;
    }
    laureates::insert_all(tx.conn(), &unmasked.stage, &decision.selected, None).await?;
    end_entries_in_tx(tx, &decision.others, &unmasked.protocol.reasons).await?;
    let event = published::stage_unmasked(&unmasked.stage, &decision.selected);
    tx.append_untraced(unmasked.stage.id.as_uuid(), &event)
        .await?;
    Ok(())
}

/// Records the unmasking and decides the entries; nothing if another replica
/// was quicker, or if the contest has ended meanwhile: its entries are decided.
pub(super) async fn decide_in_tx(
    tx: &mut WriteTx,
    unmasked: &Unmasked,
    ground: UnmaskingGround<'_>,
    outcome: Outcome,
) -> Result<Option<Decision>, AppError> {
    let (stage, protocol) = (unmasked.stage.id, &unmasked.protocol);
    lives::lock(tx.conn(), stage).await?;
    if contest_ends::exists(tx.conn(), unmasked.stage.challenge).await? {
        return Ok(None);
    }
    let now = tx.now();
    let first = openings::insert_unmasking(tx.conn(), stage, ground, now, &protocol.sha256).await?;
    if !first {
        return Ok(None);
    }
    let entries = entries::lock_of_stage(tx.conn(), stage).await?;
    // What a correction took out that came too late to count was not decided.
    let mut exclusions = screenings::list_excluded(tx.conn(), stage).await?;
    exclusions.retain(|(_, exclusion)| exclusion.time <= protocol.sign_time);
    let (link, ranking) = (&unmasked.link, &protocol.ranking);
    let decision = decide(entries, link, ranking, &exclusions, outcome)?;
    Ok(Some(decision))
}

/// Saves entries that do not go on, and tells them why: `reasons` hold for all
/// but those behind excluded works.
pub(super) async fn end_entries_in_tx(
    tx: &mut WriteTx,
    ended: &[Ended],
    reasons: &str,
) -> Result<(), AppError> {
    for ended in ended {
        let entry = &ended.entry;
        entries::update_state(tx.conn(), entry.id, entry.state).await?;
        let event = published::entry_not_advanced(ended, reasons);
        tx.append_untraced(entry.id.as_uuid(), &event).await?;
    }
    Ok(())
}
