//! Files as entrants send them and jurors get them.

use bytes::Bytes;
use futures::{StreamExt, TryStreamExt, stream};
use linia_chassis::{
    id::{AttachmentId, StageId, UploadId},
    problem::Problem,
};
use linia_submissions::{
    app::{
        download_attachment::download_attachment,
        error::AppError,
        hand_in::Receipt,
        uploads::{
            Upload,
            finish::finish_upload,
            receive::receive,
            start::{Announcement, start_upload},
        },
    },
    domain::{attachment::DeclaredFile, content::WrittenContent},
};
use uuid::Uuid;

use crate::world::{Person, World};

/// How much the tests send in a message.
const CHUNK: usize = 100_000;

/// What is announced of a file.
pub(crate) fn declared(file_name: &str, media_type: &str, size: usize) -> DeclaredFile {
    DeclaredFile {
        file_name: file_name.into(),
        media_type: media_type.into(),
        size_octets: size as u64,
        sha256: None,
    }
}

impl Person {
    pub(crate) async fn start_upload(
        &self,
        world: &World,
        stage: StageId,
        file: DeclaredFile,
    ) -> Result<Upload, AppError> {
        let announced = Announcement {
            stage,
            entrant: self.entrant(),
            file,
            request_id: Some(Uuid::new_v4()),
        };
        start_upload(&world.ctx, &self.caller, announced).await
    }

    /// Sends octets; `cut` ends the call before it is complete.
    pub(crate) async fn send(
        &self,
        world: &World,
        upload: UploadId,
        offset: u64,
        octets: &[u8],
        cut: bool,
    ) -> Result<Upload, AppError> {
        let chunks = octets.chunks(CHUNK).map(|c| Ok(Bytes::copy_from_slice(c)));
        let end = cut.then(|| Err(Problem::cancelled()));
        let chunks: Vec<_> = chunks.chain(end).collect();
        receive(
            &world.ctx,
            &self.caller,
            upload,
            offset,
            stream::iter(chunks),
        )
        .await
    }

    /// Uploads a whole file.
    pub(crate) async fn upload(
        &self,
        world: &World,
        stage: StageId,
        file: DeclaredFile,
        octets: &[u8],
    ) -> Result<Upload, AppError> {
        let upload = self.start_upload(world, stage, file).await?.id;
        self.send(world, upload, 0, octets, false).await?;
        finish_upload(&world.ctx, &self.caller, upload).await
    }

    /// Hands in a work with files.
    pub(crate) async fn submit_files(
        &self,
        world: &World,
        stage: StageId,
        text: &str,
        uploads: Vec<UploadId>,
    ) -> Result<Receipt, AppError> {
        let content = WrittenContent {
            title: "a work".into(),
            text: text.into(),
            uploads,
            ..WrittenContent::default()
        };
        self.hand_in(world, stage, Some(content), Uuid::new_v4())
            .await
    }

    /// What the jury gets of a file.
    pub(crate) async fn download(
        &self,
        world: &World,
        attachment: AttachmentId,
        offset: u64,
    ) -> Result<Vec<u8>, AppError> {
        let octets = download_attachment(&world.ctx, &self.caller, attachment, offset).await?;
        let octets: Vec<Bytes> = octets.boxed().try_collect().await?;
        Ok(octets.concat())
    }
}
