//! Gives a work's file to a juror, or to everybody once it is published.

use bytes::Bytes;
use futures::{Stream, stream};
use linia_chassis::{
    auth::Caller,
    id::{AttachmentId, StageId},
};

use crate::{
    app::{Context, error::AppError, pieces::Pieces, review_works::reads_work, stages},
    clients::ObjectName,
    domain::{attachment::WorkAttachment, pieces::PIECE},
    store::{attachments, disclosures},
};

/// The octets from `offset` on, a piece at a time, as they are taken. A file is
/// read by the jurors who read its work, by everybody once it is published, and
/// not found by all others.
pub async fn download_attachment(
    ctx: &Context,
    caller: &Caller,
    id: AttachmentId,
    offset: u64,
) -> Result<impl Stream<Item = Result<Bytes, AppError>> + Send + use<>, AppError> {
    let (stage, file) = find_readable(ctx, caller, id).await?;
    if offset > file.size_octets {
        return Err(AppError::OffsetBeyond);
    }
    let pieces = Pieces {
        objects: ctx.objects.clone(),
        group: ObjectName::works_of(stage).below(file.object),
        object: file.object,
        key: ctx.sealer.unwrap_file_key(file.object, &file.wrapped_key)?,
    };
    Ok(octets(pieces, file, offset))
}

/// Only a file that is published is found by whoever did not sign in.
async fn find_readable(
    ctx: &Context,
    caller: &Caller,
    id: AttachmentId,
) -> Result<(StageId, WorkAttachment), AppError> {
    let mut conn = ctx.database.read().await?;
    let found = attachments::find(&mut conn, id).await?;
    if let Some((stage, work, file)) = &found
        && disclosures::has_published_files(&mut conn, *work).await?
    {
        return Ok((*stage, file.clone()));
    }
    drop(conn);
    caller.account()?;
    let (stage, work, file) = found.ok_or(AppError::AttachmentNotFound(id))?;
    let known = stages::get(ctx, stage).await?;
    let mut conn = ctx.database.read().await?;
    if reads_work(ctx, caller, &mut conn, &known, work).await? {
        Ok((stage, file))
    } else {
        Err(AppError::AttachmentNotFound(id))
    }
}

fn octets(
    pieces: Pieces,
    file: WorkAttachment,
    offset: u64,
) -> impl Stream<Item = Result<Bytes, AppError>> + Send {
    stream::try_unfold((pieces, offset), move |(pieces, offset)| async move {
        if offset >= file.size_octets {
            return Ok(None);
        }
        let index = offset / PIECE as u64;
        let start = index * PIECE as u64;
        let end = file.size_octets.min(start + PIECE as u64);
        let piece = pieces.get(index).await?;
        let wanted = (offset - start) as usize..(end - start) as usize;
        let octets = Bytes::copy_from_slice(&piece[wanted]);
        Ok(Some((octets, (pieces, end))))
    })
}
