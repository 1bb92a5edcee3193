//! Files in object storage, piece by piece, each encrypted on its own: whoever
//! reads or writes holds one piece in memory. Encrypting a piece takes longer
//! than those who wait beside it should, so threads of their own do it.

use std::io::{self, Read, Seek, SeekFrom};

use bytes::Bytes;
use linia_chassis::crypto::{CryptoError, MasterKey};
use tokio::{runtime::Handle, task::spawn_blocking};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::{
    app::error::AppError,
    clients::{ObjectName, Objects},
    domain::pieces::{PIECE, count, octets_of},
};

/// A file's pieces.
#[derive(Clone)]
pub(super) struct Pieces {
    pub(super) objects: Objects,
    /// What their names begin with.
    pub(super) group: ObjectName,
    /// Names the file, and ties its pieces to it.
    pub(super) object: Uuid,
    pub(super) key: MasterKey,
}

impl Pieces {
    /// Writes a piece, filled up to the size of all. It is durable afterwards.
    pub(super) async fn put(&self, index: u64, piece: Zeroizing<Vec<u8>>) -> Result<(), AppError> {
        let pieces = self.clone();
        let wrapped = spawn_blocking(move || pieces.wrap(index, &piece)).await;
        let wrapped = wrapped.expect("wrapping does not panic");
        self.store(index, wrapped).await
    }

    /// Reads a piece with what it was filled up with.
    pub(super) async fn get(&self, index: u64) -> Result<Zeroizing<Vec<u8>>, AppError> {
        let (pieces, wrapped) = (self.clone(), self.fetch(index).await?);
        let piece = spawn_blocking(move || pieces.unwrap(index, &wrapped)).await;
        piece.expect("unwrapping does not panic")
    }

    async fn store(&self, index: u64, wrapped: Vec<u8>) -> Result<(), AppError> {
        Ok(self.objects.put(&self.group.below(index), wrapped).await?)
    }

    async fn fetch(&self, index: u64) -> Result<Bytes, AppError> {
        Ok(self.objects.get(&self.group.below(index)).await?)
    }

    fn wrap(&self, index: u64, piece: &[u8]) -> Vec<u8> {
        let mut filled = Zeroizing::new(vec![0; PIECE]);
        filled[..piece.len()].copy_from_slice(piece);
        self.key.wrap(&self.context(index), &filled)
    }

    fn unwrap(&self, index: u64, wrapped: &[u8]) -> Result<Zeroizing<Vec<u8>>, AppError> {
        let piece = self.key.unwrap(&self.context(index), wrapped)?;
        if piece.len() == PIECE {
            Ok(piece)
        } else {
            Err(CryptoError::CannotOpen.into())
        }
    }

    /// A piece opens at its own place in its own file only.
    fn context(&self, index: u64) -> Vec<u8> {
        [self.object.as_bytes().as_slice(), &index.to_be_bytes()].concat()
    }

    /// The file as blocking code reads it.
    pub(super) fn into_file(self, size_octets: u64) -> PieceFile {
        PieceFile {
            pieces: self,
            size_octets,
            position: 0,
            loaded: None,
        }
    }
}

/// A file of pieces that can be read anywhere. Only for threads that may block.
pub(super) struct PieceFile {
    pieces: Pieces,
    size_octets: u64,
    position: u64,
    loaded: Option<(u64, Zeroizing<Vec<u8>>)>,
}

impl Read for PieceFile {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.position >= self.size_octets || buffer.is_empty() {
            return Ok(0);
        }
        let index = self.position / PIECE as u64;
        let piece = match self.loaded.take() {
            Some((loaded, piece)) if loaded == index => piece,
            _ => {
                let wrapped = Handle::current().block_on(self.pieces.fetch(index));
                let wrapped = wrapped.map_err(io::Error::other)?;
                let piece = self.pieces.unwrap(index, &wrapped);
                piece.map_err(io::Error::other)?
            }
        };
        let start = index * PIECE as u64;
        let end = octets_of(index + 1, self.size_octets) - start;
        let from = self.position - start;
        let length = buffer.len().min((end - from) as usize);
        buffer[..length].copy_from_slice(&piece[from as usize..][..length]);
        self.loaded = Some((index, piece));
        self.position += length as u64;
        Ok(length)
    }
}

impl Seek for PieceFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let moved = match to {
            SeekFrom::Start(position) => Some(position),
            SeekFrom::End(by) => self.size_octets.checked_add_signed(by),
            SeekFrom::Current(by) => self.position.checked_add_signed(by),
        };
        self.position = moved.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.position)
    }
}

/// Reads a file from its beginning to its end and writes it in pieces.
pub(super) fn write_pieces(
    pieces: &Pieces,
    file: &mut impl Read,
    size: u64,
) -> Result<(), AppError> {
    let mut piece = Zeroizing::new(Vec::with_capacity(PIECE));
    for index in 0..count(size) {
        piece.clear();
        file.by_ref().take(PIECE as u64).read_to_end(&mut piece)?;
        let wrapped = pieces.wrap(index, &piece);
        Handle::current().block_on(pieces.store(index, wrapped))?;
    }
    Ok(())
}
