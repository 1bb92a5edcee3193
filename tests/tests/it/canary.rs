//! Before the opening, a word of a work is nowhere in what the running system leaves behind
//! (rule 1): neither in the database nor in objects, broker, logs, traces, mails or events.

use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use linia_tests::canary::Canary;
use linia_tests::stack::retry::poll_until;
use linia_tests::stack::{Service, SpanRecord, tools};
use linia_tests::story::Person;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::bad_input::samples::{short_challenge, spoiled};
use crate::bad_input::stand::{Stand, text};

const PATIENCE: Duration = Duration::from_secs(60);

/// What is looked for: words of a work, and one that is public, which must be found.
struct Words {
    title: Canary,
    text: Canary,
    file: Canary,
    name: Canary,
    public: Canary,
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_tells_what_was_handed_in_before_the_opening() {
    let stand = Stand::start_with("canary", |mut options| {
        for service in Service::ALL {
            let filter = service.variable("TELEMETRY__LOG_FILTER");
            options.env.insert(filter, "trace".to_owned());
        }
        options.telemetry = true;
        options
    })
    .await;
    let words = Words {
        title: Canary::new("title"),
        text: Canary::new("text"),
        file: Canary::new("file"),
        name: Canary::new("name"),
        public: Canary::new("public"),
    };
    let operator = stand.operator().await;
    let tychy = stand.authority(&operator, "Tychy", "8567346215").await;
    let titles = json!([{"languageCode": "pl", "text": words.public.word()}]);
    let mut challenge = spoiled(&short_challenge(&stand, 1, 2), "titles", titles);
    challenge["stages"][0]["handIn"] = json!({"attachments": {
        "mediaTypes": ["text/plain"], "maxCount": 1, "maxOctets": "10000", "maxTotalOctets": "10000",
    }});
    let published = stand.published(&tychy, &challenge).await;
    let stage = text(&published["stages"][0]["name"]);
    stand.travel_to_day(1).await;
    let ewa = stand.person("Ewa Entrant").await;
    let upload = upload(&stand, &ewa, &stage, &words).await;
    hand_in(&stand, &ewa, &stage, &upload, &words).await;

    let told = poll_until(PATIENCE, async || {
        let spans = stand.world.system.otlp.spans();
        let submitted = |span: &Arc<SpanRecord>| span.span.name.ends_with("/SubmitEntry");
        spans.iter().any(submitted).then_some(())
    });
    told.await.expect("the spans of the call arrive");
    let places = everything(&stand);
    for word in [&words.title, &words.text, &words.file, &words.name] {
        for (place, octets) in &places {
            assert_eq!(word.find(octets), None, "{} in {place}", word.word());
        }
        let files = word.find_in_files(stand.world.system.directory()).unwrap();
        assert_eq!(files, [""; 0], "{}", word.word());
    }
    // The same search finds what is there: in the database, and in the events that went out.
    assert!(
        places
            .iter()
            .any(|(_, octets)| words.public.find(octets).is_some())
    );
    let files = words.public.find_in_files(stand.world.system.directory());
    assert!(!files.unwrap().is_empty());
    stand.world.end().await;
}

async fn upload(stand: &Stand, ewa: &Person, stage: &str, words: &Words) -> String {
    let file = format!("{} is in the file", words.file.word());
    let body = json!({
        "upload": {
            "stage": stage, "entrant": ewa.account, "mediaType": "text/plain",
            "fileName": format!("{}.txt", words.name.word()), "sizeOctets": file.len().to_string(),
        },
        "requestId": Uuid::new_v4(),
    });
    let call = |rpc: &'static str, body: Value| stand.wire.done(ewa.clients(), rpc, body);
    let begun = call("AttachmentService/StartUpload", body).await;
    let upload = text(&begun["name"]);
    let chunk = json!({"upload": upload, "data": BASE64_STANDARD.encode(&file)});
    call("AttachmentService/UploadChunks", chunk).await;
    let finished = call("AttachmentService/FinishUpload", json!({"upload": upload})).await;
    assert_eq!(finished["finished"], true);
    upload
}

/// A draft, the work, and a draft again.
async fn hand_in(stand: &Stand, ewa: &Person, stage: &str, upload: &str, words: &Words) {
    let draft = json!({
        "stage": stage, "entrant": ewa.account,
        "content": {"title": words.title.word(), "text": words.text.word(), "uploads": [upload]},
    });
    let mut work = draft.clone();
    work["requestId"] = json!(Uuid::new_v4());
    for (rpc, body) in [
        ("EntryService/SaveDraft", json!({"draft": draft})),
        ("EntryService/SubmitEntry", work),
        ("EntryService/SaveDraft", json!({"draft": draft})),
    ] {
        stand.wire.done(ewa.clients(), rpc, body).await;
    }
}

/// What is not in the run's own directory: a backup of the database, the mails, the traces.
fn everything(stand: &Stand) -> Vec<(&'static str, Vec<u8>)> {
    let system = &stand.world.system;
    let bin = tools::postgres_bin().unwrap();
    let dump = Command::new(tools::postgres_program(&bin, "pg_dump"))
        .args(["--dbname", &system.postgres.url("postgres", "linia")])
        .output()
        .unwrap();
    assert!(
        dump.status.success(),
        "{}",
        String::from_utf8_lossy(&dump.stderr)
    );
    let mails = format!("{:?}", system.smtp.mails());
    let traces = format!("{:?} {:?}", system.otlp.spans(), system.otlp.metrics());
    vec![
        ("dump", dump.stdout),
        ("mails", mails.into_bytes()),
        ("traces", traces.into_bytes()),
    ]
}
