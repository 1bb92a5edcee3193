//! Makes uploads part of what is handed in.

use std::collections::HashSet;

use linia_chassis::id::{EntrantName, StageId, UploadId};

use crate::{
    app::{
        Context,
        error::AppError,
        uploads::{Known, find},
    },
    domain::{
        attachment::{AttachedFile, SealedObject, check_files},
        hand_in::AttachmentRules,
    },
    store::uploads::{self, UploadState},
};

/// Why an upload cannot be handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UploadFault {
    /// There is none, or it is of another entrant or stage.
    #[error("there is no such upload of this entrant for this stage")]
    Unknown,
    /// It is not finished.
    #[error("is not finished")]
    Unfinished,
    /// It is named twice.
    #[error("is named twice")]
    Repeated,
}

/// The files of a work, kept from now on: whatever becomes of the version that
/// names them, what was accepted must never miss one.
pub async fn attach(
    ctx: &Context,
    stage: StageId,
    entrant: &EntrantName,
    ids: &[UploadId],
    rules: Option<&AttachmentRules>,
) -> Result<Vec<AttachedFile>, AppError> {
    let (mut files, mut tags, mut faults) = (Vec::new(), Vec::new(), Vec::new());
    let mut seen = HashSet::new();
    let mut tx = ctx.database.begin_write().await?;
    for (index, id) in ids.iter().enumerate() {
        let known = find(ctx, tx.conn(), *id).await?;
        let file = known
            .filter(|known| known.row.stage == stage && known.upload.record.entrant == *entrant)
            .ok_or(UploadFault::Unknown)
            .and_then(|known| Ok((known.row.tag, attached(known)?)));
        match file {
            Ok(_) if !seen.insert(id) => faults.push((index, UploadFault::Repeated)),
            Ok((tag, file)) => {
                tags.push(tag);
                files.push(file);
            }
            Err(fault) => faults.push((index, fault)),
        }
    }
    if !faults.is_empty() {
        return Err(AppError::Uploads(faults));
    }
    let sizes: Vec<_> = files.iter().map(|file| file.size_octets).collect();
    check_files(rules, &sizes).map_err(AppError::FilesRules)?;
    if uploads::keep(tx.conn(), &tags).await? != tags.len() as u64 {
        // One was tidied away between the two statements.
        return Err(AppError::UploadNotFound);
    }
    tx.commit().await?;
    Ok(files)
}

fn attached(known: Known) -> Result<AttachedFile, UploadFault> {
    let (row, record) = (known.row, known.upload.record);
    let (UploadState::Sealed { attempt }, Some(finished)) = (row.state, record.finished) else {
        return Err(UploadFault::Unfinished);
    };
    Ok(AttachedFile {
        file_name: record.file.file_name,
        media_type: record.file.media_type,
        size_octets: record.file.size_octets,
        sha256: hex::encode(finished.sha256),
        sealed: SealedObject {
            upload: row.object,
            attempt,
        },
    })
}
