//! Only awarded works are published, and only as far as their authors consent
//! (rule 8).

use linia_chassis::{auth::Caller, crypto::verify_jws, id::EntryId};
use linia_submissions::{
    app::{
        disclose_protocols::list_public_protocols,
        disclose_work::{Disclosure, get_disclosure, list_disclosed_works, state_disclosure},
        end_contest::end_contest_in_tx,
        hand_in::{HandIn, hand_in},
        list_my_entries::list_my_entries,
        note_award::note_award_in_tx,
    },
    domain::{
        content::WrittenContent,
        disclosure::{DisclosedWork, Scope},
        public_protocol::PUBLIC_PROTOCOL_TYPE,
        stage::Stage,
    },
    store::protocols,
};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    contest::{reveal, review_all, submit_all},
    files::declared,
    pages::first_page,
    world::{HOUR, Person, World, reason},
};

/// The last of three people has won, and is revealed.
struct Scene {
    world: World,
    stage: Stage,
    people: Vec<Person>,
}

impl Scene {
    /// Works are handed in, and others may be.
    async fn entered() -> Self {
        let world = World::create().await;
        let stage = world.publish(1).await.remove(0);
        let people: Vec<_> = (0..3).map(|_| Person::new()).collect();
        submit_all(&world, &people, stage.id).await;
        Self {
            world,
            stage,
            people,
        }
    }

    async fn revealed() -> Self {
        let scene = Self::entered().await;
        scene.reveal().await;
        scene
    }

    async fn awarded() -> Self {
        let scene = Self::revealed().await;
        scene.award().await;
        scene
    }

    async fn reveal(&self) {
        let (world, stage) = (&self.world, &self.stage);
        let jurors = world.appoint_jury(stage.challenge).await;
        world.travel(HOUR).await;
        world.close_and_open(stage.id).await;
        world.declare_all(&jurors, stage.id).await;
        review_all(world, &jurors, stage.id).await;
        let protocol = world.judge(&jurors[0], stage.id).await.expect("complete");
        reveal(world, stage.id, &protocol).await;
    }

    async fn award(&self) {
        let mut tx = self.world.ctx.database.begin_write().await.expect("begins");
        let now = tx.now();
        let noted = note_award_in_tx(&mut tx, self.stage.challenge, now).await;
        noted.expect("notes");
        tx.commit().await.expect("commits");
    }

    async fn entry(&self, person: &Person) -> EntryId {
        let listed = list_my_entries(&self.world.ctx, &person.caller, first_page()).await;
        listed.expect("lists").0[0].entry.id
    }

    /// What the winner says of the winning work.
    async fn state(&self, scope: Scope) {
        let (winner, entry) = (&self.people[2], self.entry(&self.people[2]).await);
        let stated = state_disclosure(&self.world.ctx, &winner.caller, entry, scope).await;
        assert_eq!(stated.expect("won").agreed, scope);
    }

    /// Everything that everybody reads.
    async fn disclosed(&self) -> Vec<DisclosedWork> {
        let challenge = self.stage.challenge;
        let listed = list_disclosed_works(&self.world.ctx, challenge, first_page()).await;
        listed.expect("is awarded").0
    }

    /// Titles and texts that everybody reads.
    async fn published(&self) -> Vec<(String, String)> {
        let works = self.disclosed().await.into_iter();
        works.map(|work| (work.title, work.text)).collect()
    }
}

#[tokio::test]
async fn awarded_work_is_published_as_far_as_its_author_consents() {
    let scene = Scene::awarded().await;
    assert!(scene.published().await.is_empty());
    let (title, text) = ("a work".to_owned(), "2".to_owned());
    for (scope, published) in [
        (Scope::Nothing, vec![]),
        (Scope::Title, vec![(title.clone(), String::new())]),
        (Scope::Work, vec![(title, text)]),
        // Whoever consented takes it back.
        (Scope::Nothing, vec![]),
    ] {
        for _ in 0..2 {
            scene.state(scope).await;
            assert_eq!(scene.published().await, published, "{scope:?}");
        }
    }
    let stated = "SELECT count(*) FROM submissions.disclosure_consent";
    assert_eq!(scene.world.count(stated).await, 4);
}

/// The winning work, written with somebody, with a file.
async fn submit_together(scene: &Scene, co_author: &Person) {
    let (world, stage, author) = (&scene.world, scene.stage.id, &scene.people[2]);
    let file = declared("plan.txt", "text/plain", 5);
    let upload = author.upload(world, stage, file, b"words").await;
    let command = HandIn {
        stage,
        entrant: author.entrant(),
        co_authors: [co_author.account].into(),
        content: Some(WrittenContent {
            title: "ours".into(),
            text: "9".into(),
            uploads: vec![upload.expect("fits").id],
            ..WrittenContent::default()
        }),
        request_id: Some(Uuid::new_v4()),
    };
    let place = world.place().expect("has room");
    let receipt = hand_in(&world.ctx, &author.caller, place, command).await;
    let content = receipt.expect("in time").content_sha256;
    let said = co_author.say(world, stage, author, content).await;
    said.expect("in time");
}

#[tokio::test]
async fn work_of_several_is_published_as_far_as_all_of_them_consent() {
    let scene = Scene::entered().await;
    let (author, co_author) = (&scene.people[2], &Person::new());
    submit_together(&scene, co_author).await;
    scene.reveal().await;
    scene.award().await;
    let entry = scene.entry(author).await;
    for (who, scope, agreed) in [
        (author, Scope::WorkAndFiles, Scope::Nothing),
        (co_author, Scope::Work, Scope::Work),
        (author, Scope::Title, Scope::Title),
        (co_author, Scope::WorkAndFiles, Scope::Title),
        (author, Scope::WorkAndFiles, Scope::WorkAndFiles),
    ] {
        let stated = state_disclosure(&scene.world.ctx, &who.caller, entry, scope).await;
        let stated = stated.expect("is an author");
        assert_eq!(stated.own.map(|own| own.scope), Some(scope));
        assert_eq!(stated.agreed, agreed);
        let published: Vec<_> = scene.disclosed().await.iter().map(|it| it.scope).collect();
        let expected = (agreed != Scope::Nothing).then_some(agreed);
        assert_eq!(published, Vec::from_iter(expected));
    }
}

#[tokio::test]
async fn file_is_for_everybody_once_all_authors_let_it_be() {
    let scene = Scene::entered().await;
    let (author, co_author) = (&scene.people[2], &Person::new());
    submit_together(&scene, co_author).await;
    scene.reveal().await;
    scene.award().await;
    let (ctx, entry) = (&scene.world.ctx, scene.entry(author).await);
    for who in [author, co_author] {
        let stated = state_disclosure(ctx, &who.caller, entry, Scope::WorkAndFiles).await;
        stated.expect("is an author");
    }
    let works = scene.disclosed().await;
    let file = works[0].files[0].id;
    let anyone = Person {
        caller: Caller::anonymous(),
        ..Person::new()
    };
    let octets = anyone.download(&scene.world, file, 0).await;
    assert_eq!(octets.expect("is published"), b"words");
    let less = state_disclosure(ctx, &co_author.caller, entry, Scope::Work).await;
    less.expect("is an author");
    assert!(scene.disclosed().await[0].files.is_empty());
    let hidden = anyone.download(&scene.world, file, 0).await;
    assert_eq!(reason(hidden), "SIGN_IN_REQUIRED");
    let hidden = author.download(&scene.world, file, 0).await;
    assert_eq!(reason(hidden), "NOT_FOUND");
}

#[tokio::test]
async fn nothing_is_published_before_the_award() {
    let scene = Scene::revealed().await;
    scene.state(Scope::Work).await;
    let challenge = scene.stage.challenge;
    let early = list_disclosed_works(&scene.world.ctx, challenge, first_page()).await;
    assert_eq!(reason(early), "NOT_FOUND");
    let early = list_public_protocols(&scene.world.ctx, challenge).await;
    assert_eq!(reason(early), "NOT_FOUND");
}

#[tokio::test]
async fn everybody_reads_scores_and_ranking_after_the_award() {
    let scene = Scene::awarded().await;
    let (ctx, stage) = (&scene.world.ctx, &scene.stage);
    let public = list_public_protocols(ctx, stage.challenge).await;
    let public = public.expect("is awarded");
    let again = list_public_protocols(ctx, stage.challenge).await;
    assert_eq!(again.expect("is awarded"), public);
    let [protocol] = public.as_slice() else {
        panic!("there is one stage: {public:?}");
    };
    let key = ctx.signer.public_key();
    let told: Value = verify_jws(&protocol.jws, PUBLIC_PROTOCOL_TYPE, &key).expect("is signed");
    let mut conn = ctx.database.read().await.expect("connects");
    let whole = protocols::find(&mut conn, stage.id).await.expect("reads");
    let whole = whole.expect("is judged").sha256;
    assert_eq!(protocol.protocol_sha256, whole);
    assert_eq!(told["protocol_sha256"], hex::encode(whole));
    let count = |list: &str| told[list].as_array().map_or(0, Vec::len);
    assert_eq!(
        (count("works"), count("ranking"), count("reviews")),
        (3, 3, 9)
    );
    // No work that was not awarded is quoted, and no remark on one (rule 8).
    for word in ["a work", "well"] {
        assert!(!told.to_string().contains(word), "{word} is public");
    }
}

#[tokio::test]
async fn only_who_won_has_a_say_and_only_in_their_own_work() {
    let scene = Scene::awarded().await;
    let (ctx, winner) = (&scene.world.ctx, &scene.people[2]);
    let (won, lost) = (
        scene.entry(winner).await,
        scene.entry(&scene.people[0]).await,
    );
    let unsaid = get_disclosure(ctx, &winner.caller, won).await;
    let nothing = Disclosure {
        own: None,
        agreed: Scope::Nothing,
    };
    assert_eq!(unsaid.expect("won"), nothing);
    for (person, entry, told) in [
        (&scene.people[0], lost, "NOT_A_LAUREATE"),
        (&scene.people[0], won, "NOT_FOUND"),
        (winner, lost, "NOT_FOUND"),
        (winner, EntryId::random(), "NOT_FOUND"),
    ] {
        let stated = state_disclosure(ctx, &person.caller, entry, Scope::Work).await;
        let read = get_disclosure(ctx, &person.caller, entry).await;
        assert_eq!((reason(stated), reason(read)), (told, told));
    }
    assert!(scene.published().await.is_empty());
}

#[tokio::test]
async fn laureate_of_an_annulled_result_has_nothing_to_publish() {
    let scene = Scene::revealed().await;
    scene.state(Scope::Work).await;
    let mut tx = scene
        .world
        .ctx
        .database
        .begin_write()
        .await
        .expect("begins");
    let ended = end_contest_in_tx(&mut tx, scene.stage.challenge, "a flaw").await;
    ended.expect("ends");
    tx.commit().await.expect("commits");
    let (winner, entry) = (&scene.people[2], scene.entry(&scene.people[2]).await);
    let stated = state_disclosure(&scene.world.ctx, &winner.caller, entry, Scope::Title).await;
    assert_eq!(reason(stated), "NOT_A_LAUREATE");
}
