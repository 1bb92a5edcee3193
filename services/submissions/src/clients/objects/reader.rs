//! Reads an object in pieces, as blocking code does.

use std::{
    io::{self, Read},
    sync::Arc,
};

use bytes::{Buf, Bytes};
use object_store::{ObjectStore, ObjectStoreExt, path::Path};
use tokio::runtime::Handle;

use crate::domain::pieces::PIECE;

/// Reads an object from its beginning; holds one piece of it. Only for threads
/// that may block.
pub struct ObjectReader {
    store: Arc<dyn ObjectStore>,
    path: Path,
    size: u64,
    next: u64,
    piece: Bytes,
}

impl ObjectReader {
    pub(super) fn new(store: Arc<dyn ObjectStore>, path: Path, size: u64) -> Self {
        Self {
            store,
            path,
            size,
            next: 0,
            piece: Bytes::new(),
        }
    }
}

impl Read for ObjectReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.piece.is_empty() && self.next < self.size {
            let end = self.size.min(self.next + PIECE as u64);
            let range = self.store.get_range(&self.path, self.next..end);
            self.piece = Handle::current()
                .block_on(range)
                .map_err(io::Error::other)?;
            self.next = end;
        }
        let length = buffer.len().min(self.piece.len());
        self.piece.copy_to_slice(&mut buffer[..length]);
        Ok(length)
    }
}
