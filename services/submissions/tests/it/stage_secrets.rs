//! Entries are found under a secret that this service never stores (rule 1).

use linia_chassis::{crypto::MasterKey, id::EntrantName};
use linia_submissions::{
    app::{
        drafts::{get_draft, save_draft},
        stage_sealer::{StageSealer, StageSealers},
        stages::{TermsCache, terms},
    },
    domain::content::WrittenContent,
};
use std::sync::Arc;
use uuid::Uuid;

use crate::{
    accepting::dump,
    files::declared,
    world::{MASTER_KEY, Person, World, reason},
};

/// Every way in which an entrant or cover could stand in a row.
fn tags(sealer: &StageSealer, entrant: &EntrantName) -> Vec<String> {
    let found = [
        sealer.entry_tag(entrant).as_uuid(),
        sealer.entry_id(entrant).as_uuid(),
    ];
    let cover = sealer.cover_entry_tags();
    let uuids = found
        .into_iter()
        .chain(cover.into_iter().map(|tag| tag.as_uuid()));
    uuids
        .map(|uuid| uuid.to_string())
        .chain([hex::encode(sealer.uploader_tag(entrant))])
        .collect()
}

#[tokio::test]
async fn rows_and_master_key_together_do_not_tell_who_entered() {
    let world = World::create().await;
    let stage = &world.publish(1).await[0];
    let [entered, drafts, uploads] = [(); 3].map(|()| Person::new());
    let submitted = entered.submit(&world, stage.id, "text", Uuid::new_v4());
    submitted.await.expect("in time");
    let content = WrittenContent::default();
    let saved = save_draft(
        &world.ctx,
        &drafts.caller,
        stage.id,
        drafts.entrant(),
        content,
    );
    saved.await.expect("is open");
    let file = declared("a.txt", "text/plain", 1);
    let upload = uploads.upload(&world, stage.id, file, b"x").await;
    upload.expect("is open");

    let rows = dump(&world).await;
    let tells = |sealer: &StageSealer, person: &Person| {
        let tags = tags(sealer, &person.entrant());
        rows.iter()
            .any(|(_, row)| tags.iter().any(|tag| row.contains(tag)))
    };
    let master_key = MasterKey::try_from_base64(MASTER_KEY).expect("is a key");
    let guess = StageSealer::new(&master_key, stage.id, None);
    let terms = terms(&world.ctx, stage.id).await.expect("is published");
    for person in [&entered, &drafts, &uploads] {
        assert!(!tells(&guess, person), "rows tell who entered");
        assert!(tells(&terms.sealer, person), "the search finds nothing");
    }
}

#[tokio::test]
async fn secret_is_asked_for_once_and_entries_are_found_after_a_restart() {
    let mut world = World::create().await;
    let stage = &world.publish(1).await[0].clone();
    let person = Person::new();
    let submit = async |world: &World| {
        let submitted = person.submit(world, stage.id, "text", Uuid::new_v4());
        submitted.await.map(|receipt| receipt.payload)
    };
    let first = submit(&world).await.expect("in time");
    world.peers.set_away(true);
    let second = submit(&world).await.expect("needs nobody else");

    // As after a restart.
    let master_key = MasterKey::try_from_base64(MASTER_KEY).expect("is a key");
    world.ctx.stage_sealers = StageSealers::new(master_key, Arc::clone(&world.ctx.challenges));
    world.ctx.terms = Arc::new(TermsCache::default());
    let stored = world
        .count("SELECT count(*) FROM submissions.entry_version")
        .await;
    assert_eq!(reason(submit(&world).await), "PEER_UNAVAILABLE");
    let draft = get_draft(&world.ctx, &person.caller, stage.id, person.entrant());
    assert_eq!(reason(draft.await), "PEER_UNAVAILABLE");
    let now = world
        .count("SELECT count(*) FROM submissions.entry_version")
        .await;
    assert_eq!(now, stored, "nothing is taken under another tag");

    world.peers.set_away(false);
    let third = submit(&world).await.expect("in time");
    let versions = [&first, &second, &third].map(|it| (it.entry, it.version));
    assert_eq!(versions, [1, 2, 3].map(|version| (first.entry, version)));
}
