//! Files: taken in pieces, sealed, opened for the jury, and tidied.

use std::{fs, process::Command};

use linia_chassis::{
    crypto::{canonical_json, sha256},
    id::StageId,
};
use linia_submissions::{
    app::{
        cover_entries::cover_entries,
        review_works::{ListedWork, list_works},
        tidy_uploads::{IDLE, tidy_uploads},
        uploads::{finish::finish_upload, get_upload},
    },
    clients::KeyPurpose,
    domain::{attachment::DeclaredFile, pieces::PIECE},
};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    files::declared,
    pages::first_page,
    world::{Person, World, reason, seeded},
};

/// A text of this length that nothing else has.
fn text_of(length: usize) -> Vec<u8> {
    let lines = (0_u32..).flat_map(|n| format!("line {n}\n").into_bytes());
    lines.take(length).collect()
}

async fn listed(world: &World, juror: &Person, stage: StageId) -> Vec<ListedWork> {
    let works = list_works(&world.ctx, &juror.caller, stage, first_page()).await;
    works.expect("has declared").0
}

#[tokio::test]
async fn upload_goes_on_where_it_was_cut_off() {
    let world = World::create().await;
    let stage = world.publish(1).await[0].id;
    let ewa = Person::new();
    let file = text_of(2 * PIECE + 500_000);
    let plan = DeclaredFile {
        sha256: Some(sha256(&file)),
        ..declared("plan.txt", "text/plain", file.len())
    };
    let upload = ewa.start_upload(&world, stage, plan).await.expect("begins");
    let id = upload.id;
    let cut = ewa
        .send(&world, id, 0, &file[..PIECE + 300_000], true)
        .await;
    assert_eq!(reason(cut), "CANCELLED");
    let known = get_upload(&world.ctx, &ewa.caller, id)
        .await
        .expect("is there");
    assert_eq!(known.received_octets, PIECE as u64);

    let wrong = ewa.send(&world, id, 5, &file[5..], false).await;
    assert_eq!(reason(wrong), "OFFSET_DIFFERS");
    let early = finish_upload(&world.ctx, &ewa.caller, id).await;
    assert_eq!(reason(early), "UPLOAD_INCOMPLETE");
    let rest = ewa
        .send(&world, id, PIECE as u64, &file[PIECE..], false)
        .await;
    assert_eq!(rest.expect("goes on").received_octets, file.len() as u64);

    for _ in 0..2 {
        let finished = finish_upload(&world.ctx, &ewa.caller, id)
            .await
            .expect("is whole");
        let finished = finished.record.finished.expect("is finished");
        assert_eq!(finished.sha256, sha256(&file));
    }
    let more = ewa.send(&world, id, file.len() as u64, b"x", false).await;
    assert_eq!(reason(more), "UPLOAD_FINISHED");
}

#[tokio::test]
async fn file_that_is_not_what_was_declared_is_refused() {
    let world = World::create().await;
    let stage = world.publish(1).await[0].id;
    let ewa = Person::new();
    let upload =
        |file: DeclaredFile, octets: &'static [u8]| ewa.upload(&world, stage, file, octets);
    let pdf = declared("a.pdf", "application/pdf", 5);
    assert_eq!(reason(upload(pdf, b"words").await), "MEDIA_TYPE_DIFFERS");
    let other = DeclaredFile {
        sha256: Some([7; 32]),
        ..declared("a.txt", "text/plain", 5)
    };
    assert_eq!(reason(upload(other, b"words").await), "SHA256_DIFFERS");
    let short = declared("a.txt", "text/plain", 4);
    assert_eq!(reason(upload(short, b"words").await), "UPLOAD_TOO_LONG");
    for refused in [
        declared("a.png", "image/png", 5),
        declared("a.txt", "text/plain", (5 << 20) + 1),
    ] {
        assert_eq!(reason(upload(refused, b"words").await), "INVALID_FIELDS");
    }
}

#[tokio::test]
async fn only_the_entrant_with_the_name_can_go_on() {
    let world = World::create().await;
    let stage = world.publish(1).await[0].id;
    let (ewa, jan) = (Person::new(), Person::new());
    let file = declared("a.txt", "text/plain", 5);
    let upload = ewa
        .start_upload(&world, stage, file)
        .await
        .expect("begins")
        .id;
    let others = get_upload(&world.ctx, &jan.caller, upload).await;
    assert_eq!(reason(others), "NOT_FOUND");
    let guessed = get_upload(&world.ctx, &ewa.caller, Uuid::new_v4().into()).await;
    assert_eq!(reason(guessed), "NOT_FOUND");
}

#[tokio::test]
async fn personal_data_in_metadata_is_told_and_left_as_it_is() {
    let world = World::create().await;
    let stage = world.publish(1).await[0].id;
    let ewa = Person::new();
    let file = b"%PDF-1.7\n1 0 obj <</Author(Ewa Nowak)>> endobj";
    let pdf = declared("a.pdf", "application/pdf", file.len());
    let upload = ewa
        .upload(&world, stage, pdf, file)
        .await
        .expect("is a PDF");
    let finished = upload.record.finished.expect("is finished");
    assert_eq!(finished.sha256, sha256(file));
    let found: Vec<_> = finished.findings.iter().map(|f| f.value.as_str()).collect();
    assert_eq!(found, ["Ewa Nowak"]);
}

#[tokio::test]
async fn jury_gets_the_files_whole_under_neutral_names() {
    let world = World::create().await;
    let stages = world.publish(1).await;
    let stage = stages[0].id;
    let ewa = Person::new();
    let (long, short) = (text_of(PIECE + 77), text_of(10));
    let mut uploads = Vec::new();
    for (name, file) in [("ewa-nowak.txt", &long), ("b.txt", &short)] {
        let file_of = declared(name, "text/plain", file.len());
        let upload = ewa.upload(&world, stage, file_of, file).await;
        uploads.push(upload.expect("fits").id);
    }
    let receipt = ewa
        .submit_files(&world, stage, "text", uploads)
        .await
        .expect("in time");
    let hashed = serde_json::json!({
        "title": "a work", "text": "text",
        "attachments": [
            {"file_name": "ewa-nowak.txt", "size_octets": long.len(), "sha256": hex::encode(sha256(&long))},
            {"file_name": "b.txt", "size_octets": 10, "sha256": hex::encode(sha256(&short))},
        ],
    });
    assert_eq!(
        receipt.content_sha256,
        Some(sha256(&canonical_json(&hashed)))
    );

    let jurors = world.appoint_jury(stages[0].challenge).await;
    world.travel_to(stages[0].close_time).await;
    world.close_and_open(stage).await;
    world.declare_all(&jurors, stage).await;
    let works = listed(&world, &jurors[0], stage).await;
    let files = &works[0].files;
    let names: Vec<_> = files.iter().map(|file| file.file_name()).collect();
    assert_eq!(names, ["attachment-1.txt", "attachment-2.txt"]);
    let juror = &jurors[0];
    assert_eq!(
        juror
            .download(&world, files[0].id, 0)
            .await
            .expect("may read"),
        long
    );
    assert_eq!(
        juror
            .download(&world, files[1].id, 4)
            .await
            .expect("may read"),
        short[4..]
    );
    let beyond = juror.download(&world, files[1].id, 11).await;
    assert_eq!(reason(beyond), "OFFSET_BEYOND");
    let entrant = ewa.download(&world, files[0].id, 0).await;
    assert_eq!(reason(entrant), "NOT_FOUND");
}

#[tokio::test]
async fn only_own_finished_uploads_within_the_rules_are_handed_in() {
    let world = World::create().await;
    let stages = world.publish(2).await;
    let stage = stages[0].id;
    let (ewa, jan) = (Person::new(), Person::new());
    let small = |person: &'static str| declared(person, "text/plain", 5);
    let mut own = Vec::new();
    for _ in 0..4 {
        own.push(
            ewa.upload(&world, stage, small("a"), b"words")
                .await
                .expect("fits")
                .id,
        );
    }
    let foreign = jan
        .upload(&world, stage, small("b"), b"words")
        .await
        .expect("fits")
        .id;
    let elsewhere = ewa.upload(&world, stages[1].id, small("c"), b"words").await;
    let elsewhere = elsewhere.expect("both stages take works").id;
    let begun = ewa
        .start_upload(&world, stage, small("d"))
        .await
        .expect("begins")
        .id;
    for uploads in [
        vec![foreign],
        vec![elsewhere],
        vec![begun],
        vec![own[0], own[0]],
        vec![Uuid::new_v4().into()],
        own.clone(),
    ] {
        let refused = ewa.submit_files(&world, stage, "text", uploads).await;
        assert_eq!(reason(refused), "INVALID_FIELDS");
    }
    let some = own[..3].to_vec();
    ewa.submit_files(&world, stage, "text", some)
        .await
        .expect("fits");
}

#[tokio::test]
async fn what_nobody_handed_in_is_tidied_and_what_was_stays() {
    let world = World::create().await;
    let stages = world.publish(1).await;
    let stage = stages[0].id;
    let ewa = Person::new();
    let file = || declared("a.txt", "text/plain", 5);
    let kept = ewa
        .upload(&world, stage, file(), b"words")
        .await
        .expect("fits")
        .id;
    ewa.submit_files(&world, stage, "text", vec![kept])
        .await
        .expect("in time");
    let idle = ewa
        .upload(&world, stage, file(), b"words")
        .await
        .expect("fits")
        .id;
    ewa.start_upload(&world, stage, file())
        .await
        .expect("begins");

    let now = world.now().await;
    tidy_uploads(&world.ctx, stage, now).await.expect("tidies");
    get_upload(&world.ctx, &ewa.caller, idle)
        .await
        .expect("is not idle yet");
    tidy_uploads(&world.ctx, stage, now + IDLE * 2)
        .await
        .expect("tidies");
    let gone = get_upload(&world.ctx, &ewa.caller, idle).await;
    assert_eq!(reason(gone), "NOT_FOUND");
    assert_eq!(objects(&world).len(), 1);

    // Something that a process left that died.
    let left = world
        .storage
        .path()
        .join("objects/sealed")
        .join(stage.as_uuid().to_string());
    fs::write(left.join(Uuid::new_v4().to_string()), b"left").expect("writes");
    world.travel_to(stages[0].close_time).await;
    world.close_and_open(stage).await;
    let next = tidy_uploads(&world.ctx, stage, world.now().await).await;
    assert_eq!(next.expect("tidies"), None);
    // The sealed file, and the one that the jury reads.
    assert_eq!(objects(&world).len(), 2);
}

#[tokio::test]
async fn number_of_sealed_files_does_not_tell_how_many_were_handed_in() {
    let world = World::create().await;
    let stages = world.publish(1).await;
    let stage = stages[0].id;
    let ewa = Person::new();
    let file = declared("a.txt", "text/plain", 5);
    let upload = ewa.upload(&world, stage, file, b"words").await;
    let uploads = vec![upload.expect("fits").id];
    let handed_in = ewa.submit_files(&world, stage, "text", uploads).await;
    handed_in.expect("in time");
    let (now, mut rng) = (world.now().await, seeded());
    for _ in 0..20 {
        cover_entries(&world.ctx, stage, now, &mut rng)
            .await
            .expect("covers");
    }
    let files = objects(&world).len();
    assert!(files > 5, "{files}");
    // Rows and objects of cover are like those of what was handed in.
    let alike = "SELECT count(*) FROM submissions.upload \
                 WHERE kept AND pieces IS NULL AND octet_length(wrapped) = \
                       (SELECT max(octet_length(wrapped)) FROM submissions.upload)";
    assert_eq!(world.count(alike).await, files as i64);

    world.travel_to(stages[0].close_time).await;
    world.close_and_open(stage).await;
    let works = "SELECT count(*) FROM submissions.work_attachment";
    assert_eq!(world.count(works).await, 1);
    let tidied = tidy_uploads(&world.ctx, stage, world.now().await).await;
    tidied.expect("tidies");
    assert_eq!(objects(&world).len(), files + 1, "what is sealed stays");
}

#[tokio::test]
async fn stock_age_opens_works_and_files_with_the_released_key() {
    let world = World::create().await;
    let stage = world.publish(1).await[0].id;
    let ewa = Person::new();
    let file = text_of(200_000);
    let plan = declared("plan.txt", "text/plain", file.len());
    let upload = ewa.upload(&world, stage, plan, &file).await.expect("fits");
    let handed_in = ewa
        .submit_files(&world, stage, "Światło na żądanie", vec![upload.id])
        .await;
    handed_in.expect("in time");

    let opened = age(
        &world,
        stage,
        &fs::read(&objects(&world)[0]).expect("is there"),
    );
    assert_eq!(opened[..file.len()], file);
    assert!(opened[file.len()..].iter().all(|octet| *octet == 0));

    let work = age(&world, stage, &world.sealed_version().await);
    let work: Value = serde_json::from_slice(&work).expect("is JSON, filled up with spaces");
    assert_eq!(work["content"]["text"], "Światło na żądanie");
    assert_eq!(work["entrant"], ewa.entrant().to_string());
}

/// What the stock tool makes of an age file with the stage's key.
fn age(world: &World, stage: StageId, sealed: &[u8]) -> Vec<u8> {
    let place = world.storage.path();
    let (identity, file) = (place.join("identity"), place.join("sealed.age"));
    let key = world.peers.key(stage, KeyPurpose::Sealing);
    fs::write(&identity, key.to_age_identity().as_bytes()).expect("writes");
    fs::write(&file, sealed).expect("writes");
    let opened = Command::new("age")
        .args(["--decrypt", "--identity"])
        .args([&identity, &file])
        .output()
        .expect("the stock tool is installed by deploy/local/prepare-test.sh");
    let complaint = String::from_utf8_lossy(&opened.stderr);
    assert!(opened.status.success(), "{complaint}");
    opened.stdout
}

/// Every object in storage.
pub(crate) fn objects(world: &World) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    let mut directories = vec![world.storage.path().join("objects")];
    while let Some(directory) = directories.pop() {
        for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
            if entry.path().is_dir() {
                directories.push(entry.path());
            } else {
                found.push(entry.path());
            }
        }
    }
    found
}
