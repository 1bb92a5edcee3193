//! Remarks as messages.

use linia_chassis::grpc::timestamp;
use linia_proto::challenges::v1 as pb;

use super::challenge::etag;
use crate::domain::remark::{Remark, RemarkKind};

/// A remark as a message.
#[must_use]
pub fn to_message(remark: &Remark) -> pb::Remark {
    let kind = match remark.kind {
        RemarkKind::ChangesRequested => pb::RemarkKind::ChangesRequested,
        RemarkKind::Accepted => pb::RemarkKind::Accepted,
        RemarkKind::Returned => pb::RemarkKind::Returned,
        RemarkKind::NotPublished => pb::RemarkKind::NotPublished,
    };
    pb::Remark {
        kind: kind.into(),
        text: remark.text.clone(),
        author: remark.author.map(|a| a.to_string()).unwrap_or_default(),
        create_time: Some(timestamp(remark.create_time)),
        etag: etag(remark.version),
    }
}
