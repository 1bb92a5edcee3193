//! `AttachmentService`.

use std::{pin::pin, time::Duration};

use futures::{StreamExt, TryStreamExt, stream::BoxStream};
use linia_chassis::{auth::Caller, problem::Problem};
use linia_proto::submissions::v1::{
    DownloadAttachmentRequest, DownloadAttachmentResponse, FinishUploadRequest, GetUploadRequest,
    StartUploadRequest, Upload, UploadChunksRequest, attachment_service_server::AttachmentService,
};
use tokio::time::timeout;
use tonic::{Request, Response, Status, Streaming};

use crate::{
    app::{
        Context,
        download_attachment::download_attachment,
        uploads::{finish::finish_upload, get_upload, receive::receive, start::start_upload},
    },
    rpc::{
        convert::{Continuation, download, name},
        error::refuse,
    },
};

/// How long the next part of a file is waited for.
const PAUSE: Duration = Duration::from_secs(30);

/// Takes and gives files.
pub struct Attachments(pub Context);

#[tonic::async_trait]
impl AttachmentService for Attachments {
    type DownloadAttachmentStream = BoxStream<'static, Result<DownloadAttachmentResponse, Status>>;

    async fn start_upload(
        &self,
        request: Request<StartUploadRequest>,
    ) -> Result<Response<Upload>, Status> {
        let caller = Caller::of(&request);
        let upload = start_upload(&self.0, &caller, request.into_inner().try_into()?);
        Ok(Response::new(upload.await.map_err(refuse)?.into()))
    }

    async fn upload_chunks(
        &self,
        request: Request<Streaming<UploadChunksRequest>>,
    ) -> Result<Response<Upload>, Status> {
        let caller = Caller::of(&request);
        let mut messages = request.into_inner();
        let first = timeout(PAUSE, messages.message())
            .await
            .map_err(|_| silent())?;
        let first = first?.unwrap_or_default();
        let Continuation {
            upload,
            offset,
            data,
        } = first.try_into()?;
        let rest = messages
            .map_ok(|message| message.data)
            .map_err(|_| Problem::cancelled());
        let rest = tokio_stream::StreamExt::timeout(rest, PAUSE);
        let rest = rest.map(|part| part.map_err(|_| silent()).flatten());
        let chunks = pin!(futures::stream::iter([Ok(data)]).chain(rest));
        let upload = receive(&self.0, &caller, upload, offset, chunks).await;
        Ok(Response::new(upload.map_err(refuse)?.into()))
    }

    async fn get_upload(
        &self,
        request: Request<GetUploadRequest>,
    ) -> Result<Response<Upload>, Status> {
        let caller = Caller::of(&request);
        let upload = name("upload", &request.get_ref().upload)?;
        let upload = get_upload(&self.0, &caller, upload).await;
        Ok(Response::new(upload.map_err(refuse)?.into()))
    }

    async fn finish_upload(
        &self,
        request: Request<FinishUploadRequest>,
    ) -> Result<Response<Upload>, Status> {
        let caller = Caller::of(&request);
        let upload = name("upload", &request.get_ref().upload)?;
        let upload = finish_upload(&self.0, &caller, upload).await;
        Ok(Response::new(upload.map_err(refuse)?.into()))
    }

    async fn download_attachment(
        &self,
        request: Request<DownloadAttachmentRequest>,
    ) -> Result<Response<Self::DownloadAttachmentStream>, Status> {
        let caller = Caller::of(&request);
        let (attachment, offset) = download(request.get_ref())?;
        let octets = download_attachment(&self.0, &caller, attachment, offset).await;
        let messages = octets
            .map_err(refuse)?
            .map_ok(|data| DownloadAttachmentResponse { data })
            .map_err(refuse);
        Ok(Response::new(messages.boxed()))
    }
}

fn silent() -> Problem {
    Problem::deadline_exceeded("no part of the file came for 30 seconds")
}
