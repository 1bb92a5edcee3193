//! Entries of several authors: they count only if all of them confirmed, and
//! until the opening nobody can tell who writes with whom.

use linia_chassis::{crypto::verify_jws, id::StageId};
use linia_submissions::{
    app::{
        co_authorship::{CoAuthorship, state_co_authorship},
        declare_impartiality::declare_impartiality,
        error::AppError,
        hand_in::{HandIn, Receipt, hand_in},
        list_entrants::list_entrants,
        list_my_entries::list_my_entries,
    },
    domain::{
        content::WrittenContent,
        entry::EntryState,
        receipt::{CO_AUTHORSHIP_TYPE, ReceiptPayload},
    },
};
use uuid::Uuid;

use crate::{
    contest::review_all,
    pages::first_page,
    succession::inform,
    world::{HOUR, Person, World, reason},
};

impl Person {
    /// Hands in a work that names co-authors; what its receipt says of it.
    pub(crate) async fn submit_with(
        &self,
        world: &World,
        stage: StageId,
        text: &str,
        co_authors: &[&Self],
    ) -> [u8; 32] {
        let receipt = self
            .submit_with_receipt(world, stage, text, co_authors)
            .await;
        receipt.content_sha256.expect("has content")
    }

    pub(crate) async fn submit_with_receipt(
        &self,
        world: &World,
        stage: StageId,
        text: &str,
        co_authors: &[&Self],
    ) -> Receipt {
        let command = HandIn {
            stage,
            entrant: self.entrant(),
            co_authors: co_authors.iter().map(|person| person.account).collect(),
            content: Some(WrittenContent {
                title: "a work".into(),
                text: text.into(),
                ..WrittenContent::default()
            }),
            request_id: Some(Uuid::new_v4()),
        };
        let place = world.place().expect("has room");
        let receipt = hand_in(&world.ctx, &self.caller, place, command).await;
        receipt.expect("in time")
    }

    /// Confirms a content of `author`'s entry, or withdraws.
    pub(crate) async fn say(
        &self,
        world: &World,
        stage: StageId,
        author: &Self,
        confirms: Option<[u8; 32]>,
    ) -> Result<Receipt, AppError> {
        let said = CoAuthorship {
            stage,
            entrant: author.entrant(),
            confirms,
            request_id: Some(Uuid::new_v4()),
        };
        state_co_authorship(&world.ctx, &self.caller, world.place()?, said).await
    }
}

const WORKS: &str = "SELECT count(*) FROM submissions.work";

#[tokio::test]
async fn entry_counts_only_as_far_as_all_its_co_authors_confirmed_it() {
    let world = World::create().await;
    let stages = world.publish(1).await;
    let stage = stages[0].id;
    let [ewa, jan, ola] = [(); 3].map(|()| Person::new());
    let first = ewa.submit_with(&world, stage, "first", &[&jan, &ola]).await;
    let second = ewa
        .submit_with(&world, stage, "second", &[&jan, &ola])
        .await;
    for (who, content) in [(&jan, first), (&ola, first), (&jan, second)] {
        let said = who.say(&world, stage, &ewa, Some(content)).await;
        said.expect("in time");
    }
    // One of whom no version knows.
    let stranger = Person::new();
    let said = stranger.say(&world, stage, &ewa, Some(second)).await;
    said.expect("nobody can tell");
    world.travel_to(stages[0].close_time).await;
    world.close_and_open(stage).await;
    let first = "SELECT count(*) FROM submissions.work WHERE text = 'first'";
    assert_eq!((world.count(first).await, world.count(WORKS).await), (1, 1));
    for person in [&ewa, &jan, &ola] {
        let (mine, _) = list_my_entries(&world.ctx, &person.caller, first_page())
            .await
            .expect("lists");
        assert_eq!(mine.len(), 1);
        assert_eq!(mine[0].counting.version, 1);
        assert_eq!(mine[0].entry.state, EntryState::Opened);
        assert_eq!(mine[0].entry.co_authors.len(), 2);
    }
    let theirs = list_my_entries(&world.ctx, &stranger.caller, first_page()).await;
    assert_eq!(theirs.expect("lists").0.len(), 0);
}

#[tokio::test]
async fn entry_that_somebody_did_not_confirm_or_withdrew_from_is_not_judged() {
    let world = World::create().await;
    let stages = world.publish(1).await;
    let stage = stages[0].id;
    let [ewa, jan, ida, ola] = [(); 4].map(|()| Person::new());
    ewa.submit_with(&world, stage, "unanswered", &[&jan]).await;
    let content = ida
        .submit_with(&world, stage, "withdrawn from", &[&ola])
        .await;
    let said = ola.say(&world, stage, &ida, None).await;
    assert_eq!(reason(said), "NOT_FOUND");
    ola.say(&world, stage, &ida, Some(content))
        .await
        .expect("in time");
    ola.say(&world, stage, &ida, None).await.expect("in time");
    world.travel_to(stages[0].close_time).await;
    let late = jan.say(&world, stage, &ewa, Some([7; 32])).await;
    assert_eq!(reason(late), "DEADLINE_PASSED");
    world.close_and_open(stage).await;
    assert_eq!(world.count(WORKS).await, 0);
    for person in [&ewa, &jan, &ida, &ola] {
        let (mine, _) = list_my_entries(&world.ctx, &person.caller, first_page())
            .await
            .expect("lists");
        assert_eq!(mine[0].entry.state, EntryState::Unconfirmed);
    }
    let told = "SELECT count(*) FROM submissions.outbox_event WHERE type LIKE '%EntryOpened' \
                AND payload LIKE '%\"unconfirmed\":true%' AND payload LIKE '%accounts/%accounts/%'";
    assert_eq!(world.count(told).await, 2);
}

#[tokio::test]
async fn co_author_gets_a_receipt_that_anybody_can_verify() {
    let world = World::create().await;
    let stage = world.publish(1).await[0].id;
    let (ewa, jan) = (Person::new(), Person::new());
    let content = ewa.submit_with(&world, stage, "ours", &[&jan]).await;
    let receipt = jan.say(&world, stage, &ewa, Some(content)).await;
    let receipt = receipt.expect("in time");
    let payload: ReceiptPayload = verify_jws(
        &receipt.jws,
        CO_AUTHORSHIP_TYPE,
        &world.ctx.signer.public_key(),
    )
    .expect("verifies");
    assert_eq!(payload, receipt.payload);
    assert_eq!(payload.content_sha256, hex::encode(content));
}

#[tokio::test]
async fn nothing_tells_who_writes_with_whom_before_the_opening() {
    let world = World::create().await;
    let stage = world.publish(1).await[0].id;
    let (ewa, jan) = (Person::new(), Person::new());
    let content = ewa.submit_with(&world, stage, "ours", &[&jan]).await;
    jan.say(&world, stage, &ewa, Some(content))
        .await
        .expect("in time");
    let secrets = [jan.account, ewa.account].map(|account| account.as_uuid());
    for (table, row) in crate::accepting::dump(&world).await {
        for secret in secrets {
            for form in [secret.to_string(), secret.simple().to_string()] {
                assert!(!row.contains(&form), "{table} tells {form}");
            }
        }
        assert!(
            !row.contains(&hex::encode(content)),
            "{table} tells the hash"
        );
    }
    // A consent is as long as a short work.
    let alike = "SELECT count(*) FROM submissions.entry_version \
                 WHERE octet_length(sealed) BETWEEN 4097 AND 5120";
    assert_eq!(world.count(alike).await, 2);
}

#[tokio::test]
async fn co_author_is_in_conflict_as_the_entrant_is() {
    let world = World::create().await;
    let stages = world.publish(1).await;
    let stage = stages[0].id;
    let jurors = world.appoint_jury(stages[0].challenge).await;
    let ewa = Person::new();
    let content = ewa.submit_with(&world, stage, "ours", &[&jurors[1]]).await;
    jurors[1]
        .say(&world, stage, &ewa, Some(content))
        .await
        .expect("in time");
    world.travel_to(stages[0].close_time).await;
    world.close_and_open(stage).await;
    let shown = list_entrants(&world.ctx, &jurors[0].caller, stage).await;
    let shown: Vec<_> = shown.expect("is a juror").into_iter().collect();
    let mut names: Vec<_> = shown.iter().map(|entrant| entrant.name).collect();
    names.sort();
    let mut authors = [ewa.entrant(), jurors[1].entrant()];
    authors.sort();
    assert_eq!(names, authors);
    let own = declare_impartiality(&world.ctx, &jurors[1].caller, stage, Vec::new()).await;
    assert!(own.expect("declares").is_recused());
}

#[tokio::test]
async fn co_author_of_a_finalist_confirms_in_the_next_stage() {
    let world = World::create().await;
    let stages = world.publish(2).await;
    let (first, second) = (stages[0].id, stages[1].id);
    let [ewa, jan] = [(); 2].map(|()| Person::new());
    ewa.submit(&world, first, "9", Uuid::new_v4())
        .await
        .expect("in time");
    let jurors = world.appoint_jury(stages[0].challenge).await;
    world.travel(HOUR).await;
    world.close_and_open(first).await;
    world.declare_all(&jurors, first).await;
    review_all(&world, &jurors, first).await;
    world.judge(&jurors[0], first).await.expect("complete");
    inform(&world, first).await;

    let content = ewa.submit_with(&world, second, "prototype", &[&jan]).await;
    let said = jan.say(&world, second, &ewa, Some(content)).await;
    said.expect("the entry is a finalist's");
    let nobody = Person::new();
    let said = jan.say(&world, second, &nobody, Some(content)).await;
    assert_eq!(reason(said), "NOT_A_FINALIST");
    world.travel_to(stages[1].close_time).await;
    world.close_and_open(second).await;
    let prototype = "SELECT count(*) FROM submissions.work WHERE text = 'prototype'";
    assert_eq!(world.count(prototype).await, 1);
}
