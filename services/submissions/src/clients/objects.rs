//! Object storage: a directory, or S3. It is given ciphertext only, under
//! random names, in pieces of one size or of few sizes.
//!
//! | object | what it is |
//! | --- | --- |
//! | `pieces/{stage}/{upload}/{index}` | of a file on its way in |
//! | `sealed/{stage}/{upload}/{attempt}` | a whole file, sealed to its stage: an age file |
//! | `works/{stage}/{object}/{index}` | of a file that the jury reads |

mod reader;
mod s3;
mod writer;

use std::{fmt, sync::Arc};

use bytes::Bytes;
use futures::{StreamExt, TryStreamExt};
use linia_chassis::id::StageId;
use object_store::{ObjectStore, ObjectStoreExt, local::LocalFileSystem, path::Path};
use uuid::Uuid;

pub use reader::ObjectReader;
pub use writer::ObjectWriter;

use crate::{config::StorageSettings, domain::attachment::SealedObject};

/// Why an object was not read or written.
#[derive(Debug, thiserror::Error)]
pub enum ObjectError {
    /// The storage cannot be used at all.
    #[error("object storage cannot be opened: {0}")]
    Settings(String),
    /// The storage failed.
    #[error("object storage failed")]
    Storage(#[from] object_store::Error),
}

/// The name of an object or of a group of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectName(Path);

impl ObjectName {
    /// Everything of a stage's files on their way in.
    #[must_use]
    pub fn pieces_of(stage: StageId) -> Self {
        Self(Path::from_iter(["pieces".to_owned(), id(stage)]))
    }

    /// A stage's sealed files.
    #[must_use]
    pub fn sealed_of(stage: StageId) -> Self {
        Self(Path::from_iter(["sealed".to_owned(), id(stage)]))
    }

    /// A sealed file.
    #[must_use]
    pub fn sealed(stage: StageId, object: SealedObject) -> Self {
        Self::sealed_of(stage)
            .below(object.upload)
            .below(object.attempt)
    }

    /// The files of a stage's works.
    #[must_use]
    pub fn works_of(stage: StageId) -> Self {
        Self(Path::from_iter(["works".to_owned(), id(stage)]))
    }

    /// One of a group.
    #[must_use]
    pub fn below(&self, name: impl fmt::Display) -> Self {
        Self(self.0.clone().join(name.to_string()))
    }

    /// The last part of the name, if it is an id.
    #[must_use]
    pub fn last_id(&self) -> Option<Uuid> {
        Uuid::try_parse(self.0.filename()?).ok()
    }

    /// The last part but one of the name, if it is an id.
    #[must_use]
    pub fn group_id(&self) -> Option<Uuid> {
        let parts: Vec<_> = self.0.parts().collect();
        let group = parts.len().checked_sub(2).and_then(|at| parts.get(at))?;
        Uuid::try_parse(group.as_ref()).ok()
    }
}

fn id(stage: StageId) -> String {
    stage.as_uuid().to_string()
}

/// The storage. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Objects(Arc<dyn ObjectStore>);

impl Objects {
    /// Opens the storage of the settings. A directory is made if it is missing.
    ///
    /// # Errors
    /// [`ObjectError::Settings`].
    pub fn open(settings: &StorageSettings) -> Result<Self, ObjectError> {
        if settings.s3.bucket.is_empty() {
            return Self::directory(&settings.directory);
        }
        Ok(Self(s3::open(&settings.s3)?))
    }

    /// What is written is on the disk, its name included, before it counts as
    /// written: an accepted work refers to it.
    fn directory(directory: &str) -> Result<Self, ObjectError> {
        let settings = |error: &dyn fmt::Display| {
            ObjectError::Settings(format!("storage.directory {directory}: {error}"))
        };
        std::fs::create_dir_all(directory).map_err(|error| settings(&error))?;
        let store =
            LocalFileSystem::new_with_prefix(directory).map_err(|error| settings(&error))?;
        let store = store.with_fsync(true).with_automatic_cleanup(true);
        Ok(Self(Arc::new(store)))
    }

    /// Writes an object whole; it is durable, or it is not there.
    pub async fn put(&self, name: &ObjectName, octets: Vec<u8>) -> Result<(), ObjectError> {
        self.0.put(&name.0, octets.into()).await?;
        Ok(())
    }

    /// Reads an object whole.
    pub async fn get(&self, name: &ObjectName) -> Result<Bytes, ObjectError> {
        Ok(self.0.get(&name.0).await?.bytes().await?)
    }

    /// The names of a group's objects.
    pub async fn list(&self, group: &ObjectName) -> Result<Vec<ObjectName>, ObjectError> {
        let listed = self.0.list(Some(&group.0));
        Ok(listed
            .map_ok(|object| ObjectName(object.location))
            .try_collect()
            .await?)
    }

    /// Removes an object. Harmless if there is none.
    pub async fn delete(&self, name: &ObjectName) -> Result<(), ObjectError> {
        match self.0.delete(&name.0).await {
            Err(object_store::Error::NotFound { .. }) => Ok(()),
            other => Ok(other?),
        }
    }

    /// Removes every object of a group.
    pub async fn delete_all(&self, group: &ObjectName) -> Result<(), ObjectError> {
        let listed = self.0.list(Some(&group.0)).map_ok(|object| object.location);
        let mut deleted = self.0.delete_stream(listed.boxed());
        while let Some(deleted) = deleted.next().await {
            match deleted {
                Err(object_store::Error::NotFound { .. }) => {}
                other => drop(other?),
            }
        }
        Ok(())
    }

    /// Reads an object some at a time, on a thread that may block.
    pub async fn reader(&self, name: &ObjectName) -> Result<ObjectReader, ObjectError> {
        let size = self.0.head(&name.0).await?.size;
        Ok(ObjectReader::new(Arc::clone(&self.0), name.0.clone(), size))
    }

    /// Writes an object some at a time, on a thread that may block.
    pub async fn writer(&self, name: &ObjectName) -> Result<ObjectWriter, ObjectError> {
        Ok(ObjectWriter::new(self.0.put_multipart(&name.0).await?))
    }
}
