//! Requests about files read, and answers written.

use bytes::Bytes;
use linia_chassis::{
    id::{AttachmentId, UploadId},
    problem::Problem,
};
use linia_proto::submissions::v1;

use super::Reader;
use crate::{
    app::uploads::{Upload, start::Announcement},
    domain::{
        attachment::{DeclaredFile, FILE_NAME, WorkAttachment},
        findings::Finding,
        media_type,
    },
};

impl TryFrom<v1::StartUploadRequest> for Announcement {
    type Error = Problem;

    fn try_from(request: v1::StartUploadRequest) -> Result<Self, Problem> {
        let upload = request.upload.unwrap_or_default();
        let mut reader = Reader::default();
        let stage = reader.name("upload.stage", &upload.stage);
        let entrant = reader.name("upload.entrant", &upload.entrant);
        let file_name = reader.file_name("upload.file_name", upload.file_name);
        reader.0.check(
            media_type::is_well_formed(&upload.media_type),
            "upload.media_type",
            "MALFORMED",
            "must be type/subtype in lower case, without parameters",
        );
        let size_octets = u64::try_from(upload.size_octets).unwrap_or_default();
        reader.0.check(
            size_octets > 0,
            "upload.size_octets",
            "OUT_OF_RANGE",
            "must be positive",
        );
        let sha256 = reader.sha256("upload.sha256", &upload.sha256);
        let request_id = reader.request_id(&request.request_id);
        let read = stage
            .zip(entrant)
            .zip(file_name.zip(sha256))
            .zip(request_id);
        let media_type = upload.media_type;
        reader.finish(read.map(
            |(((stage, entrant), (file_name, sha256)), request_id)| Self {
                stage,
                entrant,
                file: DeclaredFile {
                    file_name,
                    media_type,
                    size_octets,
                    sha256,
                },
                request_id,
            },
        ))
    }
}

impl Reader {
    fn file_name(&mut self, field: &str, name: String) -> Option<String> {
        let plain = !name.contains(|c: char| c.is_control() || c == '/');
        self.0.check(
            plain,
            field,
            "MALFORMED",
            "must have no control characters and no /",
        );
        self.text(field, name, FILE_NAME).filter(|_| plain)
    }

    fn sha256(&mut self, field: &str, octets: &[u8]) -> Option<Option<[u8; 32]>> {
        if octets.is_empty() {
            return Some(None);
        }
        let sha256 = octets.try_into().ok();
        self.0.check(
            sha256.is_some(),
            field,
            "MALFORMED",
            "must have 32 octets, or none",
        );
        sha256.map(Some)
    }
}

/// Where an upload goes on, and with what.
pub(in crate::rpc) struct Continuation {
    pub(in crate::rpc) upload: UploadId,
    pub(in crate::rpc) offset: u64,
    pub(in crate::rpc) data: Bytes,
}

impl TryFrom<v1::UploadChunksRequest> for Continuation {
    type Error = Problem;

    fn try_from(first: v1::UploadChunksRequest) -> Result<Self, Problem> {
        let mut reader = Reader::default();
        let upload = reader.name("upload", &first.upload);
        let offset = reader.offset(first.offset);
        reader.finish(upload.zip(offset).map(|(upload, offset)| Self {
            upload,
            offset,
            data: first.data,
        }))
    }
}

impl Reader {
    fn offset(&mut self, offset: i64) -> Option<u64> {
        let offset = u64::try_from(offset).ok();
        self.0.check(
            offset.is_some(),
            "offset",
            "OUT_OF_RANGE",
            "must not be negative",
        );
        offset
    }
}

/// Reads which file is wanted, and from where on.
pub(in crate::rpc) fn download(
    request: &v1::DownloadAttachmentRequest,
) -> Result<(AttachmentId, u64), Problem> {
    let mut reader = Reader::default();
    let attachment = reader.name("attachment", &request.attachment);
    let offset = reader.offset(request.offset);
    reader.finish(attachment.zip(offset))
}

impl From<Upload> for v1::Upload {
    fn from(upload: Upload) -> Self {
        let (file, finished) = (upload.record.file, upload.record.finished);
        let is_finished = finished.is_some();
        let (sha256, findings) = match finished {
            Some(finished) => (Some(finished.sha256), finished.findings),
            None => (file.sha256, Vec::new()),
        };
        Self {
            name: upload.id.to_string(),
            stage: upload.stage.to_string(),
            entrant: upload.record.entrant.to_string(),
            file_name: file.file_name,
            media_type: file.media_type,
            size_octets: file.size_octets.cast_signed(),
            sha256: sha256.map_or_else(Vec::new, Vec::from).into(),
            received_octets: upload.received_octets.cast_signed(),
            finished: is_finished,
            findings: findings.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<Finding> for v1::MetadataFinding {
    fn from(finding: Finding) -> Self {
        Self {
            place: finding.place,
            field: finding.field,
            value: finding.value,
        }
    }
}

impl From<WorkAttachment> for v1::WorkAttachment {
    fn from(file: WorkAttachment) -> Self {
        Self {
            name: file.id.to_string(),
            file_name: file.file_name(),
            media_type: file.media_type,
            size_octets: file.size_octets.cast_signed(),
            sha256: file.sha256.to_vec().into(),
        }
    }
}
