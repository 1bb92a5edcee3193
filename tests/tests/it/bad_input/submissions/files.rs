//! Files on their way in, and out to the jury.

use serde_json::json;

use super::Scene;
use crate::bad_input::samples::{long, spoiled};
use crate::bad_input::stand::unknown;
use crate::bad_input::table::{Table, invalid, not_found, not_permitted};

pub(super) async fn uploading(scene: &Scene, table: &mut Table<'_>) {
    const RPC: &str = "AttachmentService/StartUpload";
    let who = scene.entrant.clients();
    let good = json!({
        "upload": {
            "stage": scene.open,
            "entrant": scene.entrant.account,
            "fileName": "plan.pdf",
            "mediaType": "application/pdf",
            "sizeOctets": "10",
        },
        "requestId": "",
    });
    for (path, value, field) in [
        ("upload.stage", json!("stages/1"), "upload.stage"),
        ("upload.entrant", json!("works/1"), "upload.entrant"),
        ("upload.fileName", json!(""), "upload.file_name"),
        ("upload.fileName", json!("a/b"), "upload.file_name"),
        ("upload.fileName", json!("a\nb"), "upload.file_name"),
        ("upload.fileName", json!(long(256)), "upload.file_name"),
        ("upload.mediaType", json!("PDF"), "upload.media_type"),
        ("upload.sizeOctets", json!("0"), "upload.size_octets"),
        ("upload.sizeOctets", json!("-1"), "upload.size_octets"),
        ("upload.sha256", json!("AAAA"), "upload.sha256"),
        ("requestId", json!("1"), "request_id"),
    ] {
        let body = spoiled(&good, path, value);
        table.refuses(who, RPC, path, body, invalid(&[field])).await;
    }
    let to = |stage: &str| spoiled(&good, "upload.stage", json!(stage));
    let by = |entrant: &str| spoiled(&good, "upload.entrant", json!(entrant));
    let none_taken = good.clone();
    for (what, body, refusal) in [
        ("none are taken", none_taken, invalid(&["upload"])),
        ("an unknown stage", to(&unknown("stages")), not_found()),
        ("for another", by(&scene.other.account), not_permitted()),
    ] {
        table.refuses(who, RPC, what, body, refusal).await;
    }
    for rpc in ["UploadChunks", "GetUpload", "FinishUpload"] {
        let rpc = format!("AttachmentService/{rpc}");
        for (what, upload, refusal) in [
            ("unknown", unknown("uploads"), not_found()),
            ("malformed", "uploads/1".to_owned(), invalid(&["upload"])),
        ] {
            let body = json!({"upload": upload});
            table.refuses(who, &rpc, what, body, refusal).await;
        }
    }
    let backwards = json!({"upload": unknown("uploads"), "offset": "-1"});
    let rpc = "AttachmentService/UploadChunks";
    table
        .refuses(who, rpc, "before the file", backwards, invalid(&["offset"]))
        .await;
}

pub(super) async fn downloading(scene: &Scene, table: &mut Table<'_>) {
    const RPC: &str = "AttachmentService/DownloadAttachment";
    let juror = scene.jurors[0].clients();
    let good = json!({"attachment": unknown("attachments")});
    let malformed = json!({"attachment": "attachments/1"});
    let backwards = spoiled(&good, "offset", json!("-1"));
    for (what, body, refusal) in [
        ("unknown", good, not_found()),
        ("malformed", malformed, invalid(&["attachment"])),
        ("before the file", backwards, invalid(&["offset"])),
    ] {
        table.refuses(juror, RPC, what, body, refusal).await;
    }
}
