//! Opens a closed stage: works and entries are made of what was sealed, and
//! what joins them is sealed again.

use std::sync::Arc;

use linia_chassis::{
    crypto::{sealing::seal, sha256},
    database::WriteTx,
    id::{EntrantName, StageId, WorkId},
    threads::run_behind,
};
use rand::Rng;
use time::Duration;

use crate::{
    app::{
        Context, contest::Contest, erase_account::list_gone, error::AppError,
        open_files::open_files, open_versions::open_versions, remind_jurors, stage_keys, stages,
    },
    clients::KeyPurpose,
    domain::{
        attachment::WorkAttachment,
        closing::{ClosingRecord, root_hash},
        entry::Entry,
        opening::{OpenedEntry, OpenedStage},
        stage::{Opening, Stage, StageLife},
    },
    events::published,
    store::{
        attachments, closings, entries,
        entry_versions::{Hashes, list_leaves},
        lives, openings, stages as replica, work_digests, works,
    },
};

/// Kind of the due work that opens a stage.
pub const OPEN_STAGE: &str = "open_stage";

/// For how long after its closing a stage that opens by itself is left alone:
/// to read and decrypt all that was handed in takes the cores that tell the
/// crowd of a deadline that it is late.
pub const LATECOMERS_FIRST: Duration = Duration::seconds(3);

/// A stage decrypted in memory, with its link sealed already.
pub struct Unsealed {
    stage: Stage,
    opened: OpenedStage,
    files: Vec<(WorkId, WorkAttachment)>,
    sealed_link: Vec<u8>,
}

/// Obtains the key and decrypts; nothing if the stage is not to be opened. The
/// order of works and entries is drawn from `rng`.
pub async fn unseal(
    ctx: &Context,
    stage: StageId,
    rng: &mut impl Rng,
) -> Result<Option<Unsealed>, AppError> {
    let known = stages::get(ctx, stage).await?;
    let Some(record_sha256) = check_record(ctx, &known).await? else {
        return Ok(None);
    };
    let key = stage_keys::obtain(ctx, stage, KeyPurpose::Sealing, record_sha256).await?;
    let key = Arc::new(key);
    let gone = list_gone(ctx, stage).await?;
    let mut opened = open_versions(ctx, &known, &key, gone, rng).await?;
    add_team_members(ctx, &mut opened.entries).await?;
    let files = open_files(ctx, stage, &key, &opened.works).await?;
    let sealed_link = seal(&known.unmasking_recipient, &opened.link.to_octets())?;
    Ok(Some(Unsealed {
        stage: known,
        opened,
        files,
        sealed_link,
    }))
}

/// The hash of the closing record, if the stage waits for its opening. Before
/// any key is asked for, what is stored must be what the record binds.
async fn check_record(ctx: &Context, stage: &Stage) -> Result<Option<[u8; 32]>, AppError> {
    let mut conn = ctx.database.read().await?;
    let StageLife::Closed(closing) = lives::find(&mut conn, stage.id).await? else {
        return Ok(None);
    };
    if stage.cancelled {
        return Ok(None);
    }
    let leaves = list_leaves(&mut conn, stage.id, Hashes::Anew).await?;
    let record = closings::find_record(&mut conn, stage.id)
        .await?
        .unwrap_or_default();
    drop(conn);
    let root = run_behind(move || root_hash(&leaves)).await;
    if sha256(&record) != closing.record_sha256 || !binds(&record, root) {
        return Err(AppError::ClosingRecordDiffers);
    }
    Ok(Some(closing.record_sha256))
}

fn binds(record: &[u8], root: [u8; 32]) -> bool {
    serde_json::from_slice::<ClosingRecord>(record)
        .is_ok_and(|record| record.root_sha256 == hex::encode(root))
}

/// Whoever belongs to a team by now hears of its entry, not only who handed it
/// in. Identity is asked once a team, after the closing, when it is no secret
/// any more that the team entered.
async fn add_team_members(ctx: &Context, entries: &mut [OpenedEntry]) -> Result<(), AppError> {
    for entry in entries {
        if let EntrantName::Team(team) = entry.entrant {
            entry
                .accounts
                .extend(ctx.identity.team_members(team).await?);
        }
    }
    Ok(())
}

/// Stores entries and works, each in its own order, in one moment: neither
/// order nor time joins them. Does nothing if another replica was quicker, or
/// the contest was cancelled meanwhile.
pub async fn save_opening_in_tx(
    ctx: &Context,
    tx: &mut WriteTx,
    unsealed: Unsealed,
) -> Result<(), AppError> {
    let Unsealed {
        stage,
        opened,
        files,
        sealed_link,
    } = unsealed;
    let opening = Opening {
        open_time: tx.now(),
        work_count: i32::try_from(opened.works.len()).expect("a jury reads fewer works"),
    };
    lives::lock(tx.conn(), stage.id).await?;
    let life = lives::find(tx.conn(), stage.id).await?;
    if life.open(opening).is_err() || replica::is_cancelled(tx.conn(), stage.id).await? {
        return Ok(());
    }
    openings::insert(tx.conn(), stage.id, &opening, &sealed_link).await?;
    works::insert_all(tx.conn(), stage.id, &opened.works).await?;
    work_digests::insert_all(tx.conn(), stage.id, &opened.digests).await?;
    for (work, file) in &files {
        attachments::insert(tx.conn(), *work, file).await?;
    }
    for found in opened.entries {
        save_entry_in_tx(ctx, tx, &stage, found).await?;
    }
    let jurors = Contest::read(tx.conn(), &stage).await?.sitting();
    let event = published::stage_opened(&stage, opening.work_count, &jurors);
    tx.append_untraced(stage.id.as_uuid(), &event).await?;
    remind_jurors::schedule_in_tx(tx, stage.id).await?;
    tracing::info!(stage.id = %stage.id, "stage is opened");
    Ok(())
}

/// The event continues the trace of the call that handed the entry in, which
/// was sealed with it; works have no trace at all.
async fn save_entry_in_tx(
    ctx: &Context,
    tx: &mut WriteTx,
    stage: &Stage,
    found: OpenedEntry,
) -> Result<(), AppError> {
    let counting = ctx.sealer.wrap_counting(found.id, &found.counting);
    let entry = Entry {
        id: found.id,
        stage: stage.id,
        challenge: stage.challenge,
        entrant: found.entrant,
        accounts: found.accounts.into_iter().collect(),
        co_authors: found.co_authors.into_iter().collect(),
        state: found.state,
    };
    entries::insert(tx.conn(), &entry, &counting).await?;
    let event = published::entry_opened(&entry);
    tx.append_in_trace(entry.id.as_uuid(), &event, found.traceparent)
        .await?;
    Ok(())
}
