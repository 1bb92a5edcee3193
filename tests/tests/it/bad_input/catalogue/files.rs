//! Files of works.

use serde_json::json;

use super::{Entry, denied, entry, missing, stop};
use crate::bad_input::stand::unknown;

pub(super) fn files() -> Vec<Entry> {
    let upload = json!({
        "stage": unknown("stages"), "entrant": unknown("accounts"), "fileName": "plan.pdf",
        "mediaType": "application/pdf", "sizeOctets": "1",
    });
    let people = || [stop(), missing(), denied()];
    vec![
        entry(
            "AttachmentService/StartUpload",
            json!({"upload": upload}),
            [stop(), denied(), denied()],
        ),
        entry(
            "AttachmentService/UploadChunks",
            json!({"upload": unknown("uploads"), "data": "AAAA"}),
            people(),
        ),
        entry(
            "AttachmentService/GetUpload",
            json!({"upload": unknown("uploads")}),
            people(),
        ),
        entry(
            "AttachmentService/FinishUpload",
            json!({"upload": unknown("uploads")}),
            people(),
        ),
        entry(
            "AttachmentService/DownloadAttachment",
            json!({"attachment": unknown("attachments")}),
            people(),
        ),
    ]
}
