//! Writes an object in pieces, as blocking code does.

use std::io::{self, Write};

use object_store::{MultipartUpload, WriteMultipart};
use tokio::runtime::Handle;

/// How many pieces of 5 MiB, the least that S3 takes, are under way at once.
const UNDER_WAY: usize = 2;

/// Writes an object that is there once it is finished, and else never. Only
/// for threads that may block.
pub struct ObjectWriter(WriteMultipart);

impl ObjectWriter {
    pub(super) fn new(upload: Box<dyn MultipartUpload>) -> Self {
        Self(WriteMultipart::new(upload))
    }

    /// Ends the object: it is durable.
    ///
    /// # Errors
    /// If the storage fails; then there is no object.
    pub fn finish(self) -> io::Result<()> {
        Handle::current()
            .block_on(self.0.finish())
            .map(drop)
            .map_err(io::Error::other)
    }
}

impl Write for ObjectWriter {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        Handle::current()
            .block_on(self.0.wait_for_capacity(UNDER_WAY))
            .map_err(io::Error::other)?;
        self.0.write(octets);
        Ok(octets.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
