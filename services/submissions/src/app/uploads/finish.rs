//! Checks a complete file and seals it to its stage.

use std::io::{self, Read, Seek, Write};

use linia_chassis::{auth::Caller, crypto::sealing::seal_stream, id::UploadId};
use sha2::{Digest, Sha256};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::{
    app::{
        Context,
        error::AppError,
        pieces::PieceFile,
        uploads::{Known, Upload, finishing::Turn, load, require_open, wrap},
    },
    clients::{ObjectName, ObjectWriter},
    domain::{
        attachment::{DeclaredFile, FinishedFile, SealedObject, UploadRecord},
        findings::inspect,
        media_type::{Verdict, verify},
        pieces::{PIECE, sealed_size},
        stage::Stage,
    },
    store::uploads::{self, UploadState},
};

/// How much is copied at a time.
const STEP: usize = 1 << 16;

/// Finishes an upload; what is finished already is returned as it is. A long
/// file may take longer than a call: that goes on (the door sees to it), and
/// whoever asks again waits for its end.
pub async fn finish_upload(
    ctx: &Context,
    caller: &Caller,
    id: UploadId,
) -> Result<Upload, AppError> {
    loop {
        let known = load(ctx, caller, id).await?;
        if let UploadState::Sealed { .. } = known.row.state {
            return Ok(known.upload);
        }
        let received_octets = known.upload.received_octets;
        if received_octets != known.upload.record.file.size_octets {
            return Err(AppError::UploadIncomplete { received_octets });
        }
        let stage = require_open(ctx, known.row.stage).await?;
        if let Some(turn) = ctx.finishing.turn(known.row.object).await {
            finish(ctx, &known, stage, turn).await?;
        }
    }
}

async fn finish(ctx: &Context, known: &Known, stage: Stage, _turn: Turn) -> Result<(), AppError> {
    let sealed = SealedObject {
        upload: known.row.object,
        attempt: Uuid::new_v4(),
    };
    let name = ObjectName::sealed(stage.id, sealed);
    let finished = seal(ctx, known, stage.sealing_recipient, &name).await?;
    if !record(ctx, known, sealed.attempt, finished).await? {
        // Another replica was quicker; its answer holds.
        ctx.objects.delete(&name).await?;
    }
    let arrived = ObjectName::pieces_of(stage.id).below(known.row.object);
    if let Err(error) = ctx.objects.delete_all(&arrived).await {
        // They go with the closing of the stage at the latest.
        tracing::warn!(
            error = &error as &dyn std::error::Error,
            "pieces are left behind"
        );
    }
    Ok(())
}

async fn seal(
    ctx: &Context,
    known: &Known,
    recipient: String,
    name: &ObjectName,
) -> Result<FinishedFile, AppError> {
    let declared = known.upload.record.file.clone();
    let file = known.pieces(ctx).into_file(declared.size_octets);
    let _place = ctx.file_places.acquire().await.expect("is never closed");
    let writer = ctx.objects.writer(name).await?;
    tokio::task::spawn_blocking(move || check_and_seal(&declared, file, &recipient, writer))
        .await
        .expect("checking and sealing do not panic")
}

/// The object is durable before the row tells of it.
async fn record(
    ctx: &Context,
    known: &Known,
    attempt: Uuid,
    finished: FinishedFile,
) -> Result<bool, AppError> {
    let record = UploadRecord {
        finished: Some(finished),
        ..known.upload.record.clone()
    };
    let wrapped = wrap(&known.key, known.row.object, &record);
    let mut tx = ctx.database.begin_write().await?;
    let first = uploads::seal(tx.conn(), &known.row.tag, attempt, &wrapped).await?;
    tx.commit().await?;
    Ok(first)
}

fn check_and_seal(
    declared: &DeclaredFile,
    mut file: PieceFile,
    recipient: &str,
    writer: ObjectWriter,
) -> Result<FinishedFile, AppError> {
    if let Verdict::Differs(found) = verify(&declared.media_type, &mut file)? {
        return Err(AppError::MediaTypeDiffers { found });
    }
    let findings = inspect(&declared.media_type, &mut file)?;
    file.rewind()?;
    let mut sealing = seal_stream(recipient, writer)?;
    let sha256 = copy(&mut file, &mut sealing)?;
    if declared.sha256.is_some_and(|declared| declared != sha256) {
        return Err(AppError::Sha256Differs { found: sha256 });
    }
    let padding = sealed_size(declared.size_octets) - declared.size_octets;
    io::copy(&mut io::repeat(0).take(padding), &mut sealing)?;
    sealing.finish()?.finish()?;
    Ok(FinishedFile { sha256, findings })
}

/// Copies to the end and hashes on the way.
fn copy(from: &mut impl Read, to: &mut impl Write) -> Result<[u8; 32], AppError> {
    const { assert!(PIECE.is_multiple_of(STEP)) };
    let mut hash = Sha256::new();
    let mut step = Zeroizing::new(vec![0; STEP]);
    loop {
        let read = from.read(&mut step)?;
        if read == 0 {
            return Ok(hash.finalize().into());
        }
        hash.update(&step[..read]);
        to.write_all(&step[..read])?;
    }
}
