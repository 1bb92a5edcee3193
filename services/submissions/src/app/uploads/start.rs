//! Begins an upload.

use linia_chassis::{
    auth::Caller,
    id::{EntrantName, StageId, UploadId},
};
use uuid::Uuid;

use crate::{
    app::{
        Context,
        admission::require_entry,
        error::AppError,
        stages,
        uploads::{Upload, find, require_open, wrap},
    },
    domain::{
        attachment::{DeclaredFile, UploadRecord, check_file},
        stage::Stage,
    },
    store::{
        locks,
        uploads::{self, NewUpload},
    },
};

/// How many uploads an entrant has in a stage, used or not. More than any
/// work's files and enough for second thoughts; idle ones are tidied away.
const MOST: i64 = 128;

/// What is to be uploaded.
pub struct Announcement {
    /// For which stage.
    pub stage: StageId,
    /// Who will enter.
    pub entrant: EntrantName,
    /// What it is.
    pub file: DeclaredFile,
    /// Makes it idempotent, and the upload's name known to the caller alone.
    pub request_id: Option<Uuid>,
}

/// Begins an upload, or finds the one that the same request began.
pub async fn start_upload(
    ctx: &Context,
    caller: &Caller,
    announced: Announcement,
) -> Result<Upload, AppError> {
    let account = caller.account()?;
    if !caller.speaks_for(&announced.entrant) {
        return Err(AppError::NotEntrant);
    }
    let id = ctx.sealer.upload_id(account, announced.request_id);
    let record = UploadRecord {
        entrant: announced.entrant,
        file: announced.file,
        finished: None,
    };
    let stage = announced.stage;
    if let Some(known) = find(ctx, &mut *ctx.database.read().await?, id).await? {
        let same = known.upload.stage == stage
            && known.upload.record.entrant == record.entrant
            && known.upload.record.file == record.file;
        return same
            .then_some(known.upload)
            .ok_or(AppError::RequestIdReused);
    }
    let terms = stages::terms(ctx, stage).await?;
    require_entry(ctx, caller, &terms, &record.entrant).await?;
    let known = require_open(ctx, stage).await?;
    let rules = known.hand_in.attachments.as_ref();
    check_file(rules, &record.file.media_type, record.file.size_octets)
        .map_err(AppError::FileRules)?;
    insert(ctx, id, &known, &record).await?;
    Ok(Upload {
        id,
        stage,
        record,
        received_octets: 0,
    })
}

async fn insert(
    ctx: &Context,
    id: UploadId,
    stage: &Stage,
    record: &UploadRecord,
) -> Result<(), AppError> {
    let object = Uuid::new_v4();
    let sealer = ctx.stage_sealers.of(stage).await?;
    let upload = NewUpload {
        tag: ctx.sealer.upload_tag(id),
        uploader_tag: sealer.uploader_tag(&record.entrant),
        stage: stage.id,
        object,
        wrapped: &wrap(&ctx.sealer.upload_key(id), object, record),
    };
    let mut tx = ctx.database.begin_write().await?;
    locks::lock_uploader(tx.conn(), &upload.uploader_tag).await?;
    if !uploads::insert(tx.conn(), &upload, MOST).await? {
        return Err(AppError::TooManyUploads);
    }
    tx.commit().await?;
    Ok(())
}
