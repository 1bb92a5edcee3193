//! Before the opening, nothing that is stored tells what was handed in (rule 1).

use std::process::Command;

use linia_chassis::crypto::MasterKey;
use linia_submissions::{app::drafts::save_draft, domain::content::WrittenContent};
use linia_tests::{canary::Canary, stack::tools};
use uuid::Uuid;

use crate::{
    files::declared,
    world::{Person, World},
};

/// Everything in the database, as a backup has it.
pub(crate) fn dump(world: &World) -> Vec<u8> {
    let bin = tools::postgres_bin().expect("is installed");
    let dump = Command::new(tools::postgres_program(&bin, "pg_dump"))
        .args(["--dbname", &world.database.superuser_url])
        .output()
        .expect("runs");
    assert!(
        dump.status.success(),
        "{}",
        String::from_utf8_lossy(&dump.stderr)
    );
    dump.stdout
}

/// Where a word is found.
fn found(world: &World, word: &Canary) -> Vec<String> {
    let mut places = word.find_in_files(world.storage.path()).expect("reads");
    let form = word.find(&dump(world));
    places.extend(form.map(|form| format!("dump ({form})")));
    places
}

#[tokio::test]
async fn nothing_stored_tells_what_was_handed_in_until_it_is_opened() {
    let world = World::create().await;
    let stages = world.publish(1).await;
    let stage = stages[0].id;
    let [title, text, field, file, name] =
        ["title", "text", "field", "file", "name"].map(Canary::new);
    let words = [&title, &text, &field, &file, &name];
    let ewa = Person::new();
    let octets = format!("{} is in the file", file.word());
    let mut uploads = Vec::new();
    for finished in [true, false] {
        let plan = declared(&format!("{}.txt", name.word()), "text/plain", octets.len());
        let upload = if finished {
            ewa.upload(&world, stage, plan, octets.as_bytes()).await
        } else {
            // One that was left on the way.
            let begun = ewa.start_upload(&world, stage, plan).await.expect("begins");
            ewa.send(&world, begun.id, 0, octets.as_bytes(), false)
                .await
        };
        uploads.push(upload.expect("fits").id);
    }
    let content = WrittenContent {
        title: title.word().into(),
        text: text.word().into(),
        fields: [("cost".into(), field.word().into())].into(),
        uploads: vec![uploads[0]],
    };
    save_draft(
        &world.ctx,
        &ewa.caller,
        stage,
        ewa.entrant(),
        content.clone(),
    )
    .await
    .expect("saves");
    let receipt = ewa
        .hand_in(&world, stage, Some(content.clone()), Uuid::new_v4())
        .await;
    let receipt = receipt.expect("in time");
    save_draft(&world.ctx, &ewa.caller, stage, ewa.entrant(), content)
        .await
        .expect("saves");
    for word in words {
        assert_eq!(found(&world, word), [""; 0], "{}", word.word());
        assert_eq!(word.find(receipt.jws.as_bytes()), None);
    }

    world.travel_to(stages[0].close_time).await;
    world.close_and_open(stage).await;
    for word in [&title, &text, &field] {
        assert!(
            !found(&world, word).is_empty(),
            "the search finds what is there"
        );
    }
    // The jury reads it, and storage does not: only the sealed version has the name.
    for word in [&file, &name] {
        assert_eq!(found(&world, word), [""; 0], "{}", word.word());
    }
}

#[tokio::test]
async fn key_of_the_service_opens_no_upload_without_its_name() {
    let world = World::create().await;
    let stage = world.publish(1).await[0].id;
    let ewa = Person::new();
    let file = declared("a.txt", "text/plain", 5);
    let upload = ewa
        .start_upload(&world, stage, file)
        .await
        .expect("begins")
        .id;
    let wrapped: Vec<(Vec<u8>, Uuid)> = world.uploads().await;
    assert_eq!(wrapped.len(), 1);
    let (wrapped, object) = &wrapped[0];
    let named = world.ctx.sealer.upload_key(upload);
    assert!(named.unwrap(object.as_bytes(), wrapped).is_ok());
    let master = MasterKey::try_from_base64(crate::world::MASTER_KEY).expect("is a key");
    let guessed = world.ctx.sealer.upload_key((*object).into());
    for key in [master, guessed] {
        assert!(key.unwrap(object.as_bytes(), wrapped).is_err());
    }
    let id = upload.as_uuid();
    let dump = dump(&world);
    for form in [id.to_string(), id.simple().to_string()] {
        let there = dump
            .windows(form.len())
            .any(|window| window == form.as_bytes());
        assert!(!there, "the name of an upload is stored nowhere");
    }
}
