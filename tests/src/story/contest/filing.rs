//! A file of a work: sent in parts, told what it gives away, and read by the jury octet for octet.

use bytes::Bytes;
use futures::stream;
use linia_proto::submissions::v1::{
    DownloadAttachmentRequest, FinishUploadRequest, GetUploadRequest, StartUploadRequest, Upload,
    UploadChunksRequest, Work,
};
use sha2::{Digest, Sha256};
use tonic::Status;
use uuid::Uuid;

use crate::story::{
    Clients, Person, Result,
    error::{Step, StoryError, must_be_refused, must_equal},
    receipts::ReceiptFile,
};

/// The pieces in which a file is kept, and the most that one message carries.
const PIECE: usize = 1 << 20;

/// A file that was sent.
#[derive(Debug)]
pub struct Filed {
    /// `uploads/{uuid}`.
    pub upload: String,
    /// Its entrant's own name of it.
    pub file_name: String,
    /// What is in it.
    pub octets: Vec<u8>,
}

impl Filed {
    /// What the receipt's hash covers of it.
    pub(in crate::story) fn on_receipt(&self) -> ReceiptFile<'_> {
        ReceiptFile {
            file_name: &self.file_name,
            sha256: Sha256::digest(&self.octets).into(),
            size_octets: self.octets.len(),
        }
    }
}

/// Sends drawings in two calls, of which the first is cut off, and reads who the file says drew
/// them.
pub(super) async fn send_drawings(person: &Person, stage: &str, entrant: &str) -> Result<Filed> {
    let octets = drawings(&person.name);
    let file_name = format!("{} - rysunki.pdf", person.name);
    let declared = Upload {
        stage: stage.to_owned(),
        entrant: entrant.to_owned(),
        file_name: file_name.clone(),
        media_type: "application/pdf".to_owned(),
        size_octets: octets.len().try_into().unwrap_or(i64::MAX),
        sha256: Sha256::digest(&octets).to_vec().into(),
        ..Upload::default()
    };
    let mut attachments = person.clients().attachments();
    let request = StartUploadRequest {
        upload: Some(declared),
        request_id: Uuid::new_v4().to_string(),
    };
    let begun = attachments.start_upload(request).await;
    let upload = begun.step("an upload begins")?.name;
    send(person.clients(), &upload, 0, &octets[..PIECE + PIECE / 2])
        .await
        .step("a part of the file arrives")?;

    let get = GetUploadRequest {
        upload: upload.clone(),
    };
    let known = attachments.get_upload(get).await;
    let kept = known
        .step("the entrant asks how far it came")?
        .received_octets;
    let kept = usize::try_from(kept).unwrap_or_default();
    must_equal("whole pieces are kept", &kept, &PIECE)?;
    let finish = FinishUploadRequest {
        upload: upload.clone(),
    };
    must_be_refused(
        "half a file is no file",
        attachments.finish_upload(finish.clone()).await,
        "UPLOAD_INCOMPLETE",
    )?;
    send(person.clients(), &upload, kept, &octets[kept..])
        .await
        .step("the rest of the file arrives")?;
    let finished = attachments.finish_upload(finish).await;
    let finished = finished.step("the file is checked and sealed")?;
    let found: Vec<_> = finished.findings.iter().map(|it| &it.value).collect();
    must_equal(
        "the entrant is told whom the file names",
        &found,
        &vec![&person.name],
    )?;
    Ok(Filed {
        upload,
        file_name,
        octets,
    })
}

/// A juror reads the files of a work, in two calls each; nobody else can.
pub(super) async fn read_by_jury(juror: &Person, work: &Work, files: &[Filed]) -> Result<()> {
    must_equal(
        "the jury gets all files",
        &work.attachments.len(),
        &files.len(),
    )?;
    for (listed, filed) in work.attachments.iter().zip(files) {
        must_equal(
            "a file's name tells nothing",
            &listed.file_name.as_str(),
            &"attachment-1.pdf",
        )?;
        let whole = receive(juror.clients(), &listed.name, 0).await?;
        must_equal("the file is the one sent", &(whole == filed.octets), &true)?;
        let end = receive(juror.clients(), &listed.name, PIECE).await?;
        must_equal(
            "reading goes on where it was cut off",
            &(end == filed.octets[PIECE..]),
            &true,
        )?;
    }
    Ok(())
}

/// Nobody outside the jury reads a work's files.
pub(super) async fn hidden_from(person: &Person, work: &Work) -> Result<()> {
    for listed in &work.attachments {
        let request = DownloadAttachmentRequest {
            attachment: listed.name.clone(),
            offset: 0,
        };
        let mut attachments = person.clients().attachments();
        must_be_refused(
            "files of works are the jury's alone",
            attachments.download_attachment(request).await,
            "NOT_FOUND",
        )?;
    }
    Ok(())
}

async fn send(
    clients: &Clients,
    upload: &str,
    offset: usize,
    octets: &[u8],
) -> std::result::Result<tonic::Response<Upload>, Status> {
    let mut messages: Vec<_> = octets
        .chunks(PIECE / 4)
        .map(|part| UploadChunksRequest {
            data: Bytes::copy_from_slice(part),
            ..UploadChunksRequest::default()
        })
        .collect();
    if let Some(first) = messages.first_mut() {
        first.upload = upload.to_owned();
        first.offset = offset.try_into().unwrap_or(i64::MAX);
    }
    let mut attachments = clients.attachments();
    attachments.upload_chunks(stream::iter(messages)).await
}

async fn receive(clients: &Clients, attachment: &str, offset: usize) -> Result<Vec<u8>> {
    let step = "a juror reads a file";
    let request = DownloadAttachmentRequest {
        attachment: attachment.to_owned(),
        offset: offset.try_into().unwrap_or(i64::MAX),
    };
    let mut attachments = clients.attachments();
    let answer = attachments.download_attachment(request).await;
    let mut messages = answer.step(step)?;
    let mut octets = Vec::new();
    let cut_off = |status: Status| StoryError::Call {
        step: step.to_owned(),
        code: status.code(),
        message: status.message().to_owned(),
    };
    while let Some(message) = messages.message().await.map_err(cut_off)? {
        octets.extend_from_slice(&message.data);
    }
    Ok(octets)
}

/// A PDF of two pieces and a bit, which names its author.
fn drawings(author: &str) -> Vec<u8> {
    let lines = (0_u32..).flat_map(|n| format!("{n} 0 m {n} 100 l S\n").into_bytes());
    let mut octets = b"%PDF-1.7\n".to_vec();
    octets.extend(lines.take(2 * PIECE + PIECE / 3));
    octets.extend(format!("\n1 0 obj <</Author({author})>> endobj\n%%EOF\n").into_bytes());
    octets
}
