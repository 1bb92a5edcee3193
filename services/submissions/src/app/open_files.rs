//! At the opening, gives the jury the files of works: each is decrypted and
//! encrypted again under a new name and key, so that neither name, time nor
//! size in storage leads from a work to what was uploaded (rule 3).

use std::{io::Read, sync::Arc};

use linia_chassis::{
    crypto::{MasterKey, sealing::StageKey},
    id::{AttachmentId, StageId, WorkId},
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{
    app::{
        Context,
        error::AppError,
        pieces::{Pieces, write_pieces},
    },
    clients::{ObjectName, ObjectReader},
    domain::{
        attachment::{AttachedFile, WorkAttachment},
        opening::Work,
    },
};

/// Opens the files of all works, in the order of the works, which tells
/// nothing.
pub(super) async fn open_files(
    ctx: &Context,
    stage: StageId,
    key: &Arc<StageKey>,
    works: &[Work],
) -> Result<Vec<(WorkId, WorkAttachment)>, AppError> {
    let mut opened = Vec::new();
    for work in works {
        for (place, file) in (1..).zip(&work.content.attachments) {
            let file = open_file(ctx, stage, key, file, place).await?;
            opened.push((work.id, file));
        }
    }
    Ok(opened)
}

async fn open_file(
    ctx: &Context,
    stage: StageId,
    key: &Arc<StageKey>,
    file: &AttachedFile,
    place: i32,
) -> Result<WorkAttachment, AppError> {
    let object = Uuid::new_v4();
    let pieces = Pieces {
        objects: ctx.objects.clone(),
        group: ObjectName::works_of(stage).below(object),
        object,
        key: MasterKey::generate(),
    };
    let wrapped_key = ctx.sealer.wrap_file_key(object, &pieces.key);
    let sealed = ctx
        .objects
        .reader(&ObjectName::sealed(stage, file.sealed))
        .await?;
    let (key, size_octets) = (Arc::clone(key), file.size_octets);
    let sha256 = tokio::task::spawn_blocking(move || copy(&key, sealed, &pieces, size_octets))
        .await
        .expect("decryption does not panic")?;
    if hex::encode(sha256) != file.sha256 {
        return Err(AppError::SealedFileDiffers);
    }
    Ok(WorkAttachment {
        id: AttachmentId::random(),
        place,
        media_type: file.media_type.clone(),
        size_octets,
        sha256,
        object,
        wrapped_key,
    })
}

fn copy(
    key: &StageKey,
    sealed: ObjectReader,
    pieces: &Pieces,
    size_octets: u64,
) -> Result<[u8; 32], AppError> {
    let mut opened = Hashing {
        inner: key.open_stream(sealed)?.take(size_octets),
        hash: Sha256::new(),
    };
    write_pieces(pieces, &mut opened, size_octets)?;
    Ok(opened.hash.finalize().into())
}

/// Hashes what is read.
struct Hashing<R> {
    inner: R,
    hash: Sha256,
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.hash.update(&buffer[..read]);
        Ok(read)
    }
}
