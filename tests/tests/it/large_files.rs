//! A file is never held whole in memory, on its way in, when it is checked and sealed, when it is
//! opened, and on its way out.

use std::fs;
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures::channel::mpsc;
use futures::stream;
use linia_proto::submissions::v1::{DownloadAttachmentRequest, UploadChunksRequest};
use linia_tests::stack::Service;
use linia_tests::stack::retry::poll_until;
use linia_tests::story::Person;
use serde_json::json;
use sha2::{Digest as _, Sha256};
use tonic::Code;
use uuid::Uuid;

use crate::bad_input::samples::short_challenge;
use crate::bad_input::stand::{Stand, text};

const CHUNK: usize = 1 << 20;
const CHUNKS: usize = 48;
const SIZE: usize = CHUNK * CHUNKS;
/// What the service may need more than before it had ever seen a file, of which about half is what
/// it needs for any call.
const LIMIT: usize = SIZE * 5 / 6;
const PATIENCE: Duration = Duration::from_secs(120);

#[tokio::test(flavor = "multi_thread")]
async fn file_is_never_held_whole_in_memory() {
    let stand = Stand::start("large-files").await;
    let (ewa, juror, stage) = publish(&stand).await;
    let before = memory(&stand, "VmRSS");
    enter(&stand, &ewa, &stage).await;
    let sealed = memory(&stand, "VmHWM");
    stand.travel_to_day(2).await;
    let attachment = open(&stand, &juror, &stage).await;
    let opened = memory(&stand, "VmHWM");
    assert_eq!(read(&juror, &attachment).await, (SIZE, whole()));
    let read = memory(&stand, "VmHWM");
    let peaks = format!("{before} before; at most {sealed} sealed, {opened} opened, {read} read");
    assert!(read < before + LIMIT, "{peaks}");
    stand.world.end().await;
}

/// A call may take a second here, and four are worked on at once.
#[tokio::test(flavor = "multi_thread")]
async fn slow_uploads_take_as_long_as_they_need_and_leave_room_for_others() {
    let stand = Stand::start_with("slow-files", |mut options| {
        for (setting, value) in [
            ("GRPC__REQUEST_TIMEOUT_SECONDS", "1"),
            ("GRPC__MAX_CONCURRENT_REQUESTS", "4"),
            ("ACCEPT__QUEUE", "3"),
        ] {
            let setting = Service::Submissions.variable(setting);
            options.env.insert(setting, value.to_owned());
        }
        options
    })
    .await;
    let (ewa, _, stage) = publish(&stand).await;
    let mut slow = Vec::new();
    for _ in 0..2 {
        let upload = start(&stand, &ewa, &stage, CHUNK).await;
        let (more, chunks) = mpsc::unbounded();
        let mut attachments = ewa.clients().attachments();
        let sending = tokio::spawn(async move { attachments.upload_chunks(chunks).await });
        let half = Bytes::from(vec![b'x'; CHUNK / 2]);
        more.unbounded_send(UploadChunksRequest {
            upload: upload.clone(),
            data: half.clone(),
            ..UploadChunksRequest::default()
        })
        .unwrap();
        slow.push((upload, more, half, sending));
    }
    let third = start(&stand, &ewa, &stage, CHUNK).await;
    let refused = poll_until(PATIENCE, async || {
        let body = json!({"upload": third});
        let told = stand
            .wire
            .call(ewa.clients(), "AttachmentService/UploadChunks", &body);
        let refused = told.await.err()?;
        (refused.code() == Code::ResourceExhausted).then_some(())
    });
    refused.await.expect("two of four places are for streams");
    // Longer than any other call may take; the two last places are free all the while.
    let patience = Instant::now() + Duration::from_secs(2);
    while Instant::now() < patience {
        let body = json!({"upload": third});
        stand
            .wire
            .done(ewa.clients(), "AttachmentService/GetUpload", body)
            .await;
    }
    for (upload, more, half, sending) in slow {
        more.unbounded_send(UploadChunksRequest {
            data: half,
            ..UploadChunksRequest::default()
        })
        .unwrap();
        drop(more);
        let arrived = sending.await.unwrap().unwrap().into_inner();
        assert_eq!(
            (arrived.name, arrived.received_octets),
            (upload, CHUNK as i64)
        );
    }
    stand.world.end().await;
}

/// Who enters and who judges a contest that takes works now, and its stage.
async fn publish(stand: &Stand) -> (Person, Person, String) {
    let operator = stand.operator().await;
    let tychy = stand.authority(&operator, "Tychy", "8567346215").await;
    let (ewa, juror) = tokio::join!(stand.person("Ewa Entrant"), stand.person("Jan Juror"));
    let mut challenge = short_challenge(stand, 1, 2);
    challenge["stages"][0]["handIn"] = json!({"attachments": {
        "mediaTypes": ["text/plain"], "maxCount": 1, "maxOctets": SIZE.to_string(),
        "maxTotalOctets": SIZE.to_string(),
    }});
    let challenge = stand.published(&tychy, &challenge).await;
    let appointed = json!({
        "challenge": challenge["name"], "account": juror.account, "chair": true, "qualified": true,
    });
    let (editor, appoint) = (tychy.editor.clients(), "JuryService/AppointJuror");
    stand.wire.done(editor, appoint, appointed).await;
    stand.travel_to_day(1).await;
    (ewa, juror, text(&challenge["stages"][0]["name"]))
}

async fn start(stand: &Stand, ewa: &Person, stage: &str, size: usize) -> String {
    let body = json!({
        "upload": {
            "stage": stage, "entrant": ewa.account, "mediaType": "text/plain",
            "fileName": "plan.txt", "sizeOctets": size.to_string(),
        },
        "requestId": Uuid::new_v4(),
    });
    let rpc = "AttachmentService/StartUpload";
    text(&stand.wire.done(ewa.clients(), rpc, body).await["name"])
}

/// Chunks of a text, each unlike the others.
fn chunk(number: usize) -> Vec<u8> {
    let mut chunk = vec![b'x'; CHUNK];
    let head = format!("{number}\n");
    chunk[..head.len()].copy_from_slice(head.as_bytes());
    chunk
}

fn whole() -> Vec<u8> {
    let mut hash = Sha256::new();
    (0..CHUNKS).for_each(|number| hash.update(chunk(number)));
    hash.finalize().to_vec()
}

async fn enter(stand: &Stand, ewa: &Person, stage: &str) {
    let upload = start(stand, ewa, stage, SIZE).await;
    let name = upload.clone();
    let chunks = (0..CHUNKS).map(move |number| UploadChunksRequest {
        upload: if number == 0 {
            name.clone()
        } else {
            String::new()
        },
        data: Bytes::from(chunk(number)),
        ..UploadChunksRequest::default()
    });
    let mut attachments = ewa.clients().attachments();
    attachments
        .upload_chunks(stream::iter(chunks))
        .await
        .unwrap();
    finish(stand, ewa, &upload).await;
    let body = json!({
        "stage": stage, "entrant": ewa.account, "requestId": Uuid::new_v4(),
        "content": {"title": "Światło", "text": "Świeci.", "uploads": [upload]},
    });
    let submit = "EntryService/SubmitEntry";
    stand.wire.done(ewa.clients(), submit, body).await;
}

/// As often as it takes longer than a call.
async fn finish(stand: &Stand, ewa: &Person, upload: &str) {
    let finished = poll_until(PATIENCE, async || {
        let (rpc, body) = ("AttachmentService/FinishUpload", json!({"upload": upload}));
        match stand.wire.call(ewa.clients(), rpc, &body).await {
            Ok(_) => Some(()),
            Err(status) if status.code() == Code::DeadlineExceeded => None,
            Err(status) => panic!("{status}"),
        }
    });
    finished.await.expect("the file is finished");
}

/// The file of the only work.
async fn open(stand: &Stand, juror: &Person, stage: &str) -> String {
    let call = |rpc: &'static str| {
        stand
            .wire
            .done(juror.clients(), rpc, json!({"stage": stage}))
    };
    let opened = poll_until(PATIENCE, async || {
        let told = call("OpeningService/GetOpening").await;
        (told["state"] == "OPENING_STATE_OPENED").then_some(())
    });
    opened.await.expect("the stage is opened");
    call("JuryService/DeclareImpartiality").await;
    let works = call("ReviewService/ListWorks").await;
    text(&works["works"][0]["attachments"][0]["name"])
}

/// How much comes, and its hash.
async fn read(juror: &Person, attachment: &str) -> (usize, Vec<u8>) {
    let request = DownloadAttachmentRequest {
        attachment: attachment.to_owned(),
        offset: 0,
    };
    let mut attachments = juror.clients().attachments();
    let answer = attachments.download_attachment(request).await;
    let mut messages = answer.unwrap().into_inner();
    let (mut size, mut hash) = (0, Sha256::new());
    while let Some(message) = messages.message().await.unwrap() {
        size += message.data.len();
        hash.update(&message.data);
    }
    (size, hash.finalize().to_vec())
}

/// What the kernel tells of submissions, in octets.
pub(crate) fn memory(stand: &Stand, kind: &str) -> usize {
    let process = stand.world.system.service(Service::Submissions);
    let status = fs::read_to_string(format!("/proc/{}/status", process.pid().unwrap())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(kind));
    let kibibytes = line.unwrap().trim_matches([':', ' ', '\t', 'k', 'B']);
    kibibytes.parse::<usize>().unwrap() << 10
}
