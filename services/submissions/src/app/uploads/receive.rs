//! Takes a file's octets.

use std::mem;

use bytes::Bytes;
use futures::{Stream, StreamExt};
use linia_chassis::{auth::Caller, id::UploadId, problem::Problem};
use zeroize::Zeroizing;

use crate::{
    app::{
        Context,
        error::AppError,
        uploads::{Known, Upload, load, require_open},
    },
    domain::pieces::{PIECE, count},
    store::uploads::{self, UploadState},
};

/// Takes octets from `offset` on, as long as they come, and keeps whole pieces.
/// A caller that goes away loses less than one piece.
pub async fn receive(
    ctx: &Context,
    caller: &Caller,
    id: UploadId,
    offset: u64,
    mut chunks: impl Stream<Item = Result<Bytes, Problem>> + Unpin + Send,
) -> Result<Upload, AppError> {
    let known = load(ctx, caller, id).await?;
    let UploadState::Arriving { pieces } = known.row.state else {
        return Err(AppError::UploadFinished);
    };
    if offset != known.upload.received_octets {
        let received_octets = known.upload.received_octets;
        return Err(AppError::OffsetDiffers { received_octets });
    }
    require_open(ctx, known.row.stage).await?;
    let mut receiver = Receiver {
        ctx,
        known: &known,
        pieces,
        missing: known.upload.record.file.size_octets - offset,
        piece: no_piece(),
    };
    while let Some(chunk) = chunks.next().await {
        receiver.take(chunk?).await?;
    }
    super::get_upload(ctx, caller, id).await
}

struct Receiver<'a> {
    ctx: &'a Context,
    known: &'a Known,
    /// How many are kept.
    pieces: u64,
    /// How many octets are still to come.
    missing: u64,
    /// What is not kept yet.
    piece: Zeroizing<Vec<u8>>,
}

impl Receiver<'_> {
    async fn take(&mut self, mut chunk: Bytes) -> Result<(), AppError> {
        self.missing = self
            .missing
            .checked_sub(chunk.len() as u64)
            .ok_or(AppError::UploadTooLong)?;
        while !chunk.is_empty() {
            let room = PIECE - self.piece.len();
            let part = chunk.split_to(room.min(chunk.len()));
            self.piece.extend_from_slice(&part);
            let ends = self.missing == 0 && chunk.is_empty();
            if self.piece.len() == PIECE || ends {
                self.keep().await?;
            }
        }
        Ok(())
    }

    /// The object is durable before the row counts it.
    async fn keep(&mut self) -> Result<(), AppError> {
        debug_assert!(self.pieces < count(self.known.upload.record.file.size_octets));
        let stored = self.known.pieces(self.ctx);
        let piece = mem::replace(&mut self.piece, no_piece());
        stored.put(self.pieces, piece).await?;
        let mut tx = self.ctx.database.begin_write().await?;
        if !uploads::add_piece(tx.conn(), &self.known.row.tag, self.pieces).await? {
            return Err(AppError::UploadElsewhere);
        }
        tx.commit().await?;
        self.pieces += 1;
        Ok(())
    }
}

/// With room for a whole one, so that no copy is left behind where it grew.
fn no_piece() -> Zeroizing<Vec<u8>> {
    Zeroizing::new(Vec::with_capacity(PIECE))
}
