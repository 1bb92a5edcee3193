//! What authors are told of the judgement of their works: all of their own, when it is known, and
//! nothing of others.

use linia_chassis::id::StageId;
use linia_submissions::{
    app::{
        end_contest::end_contest_in_tx,
        error::AppError,
        exclude_work::exclude_work,
        get_my_result::{MyResult, get_my_result},
        get_protocol::get_protocol,
        hand_in::Receipt,
        recuse_juror::recuse_juror,
        review_works::list_works,
        save_review::{Opinion, save_review},
        shown_receipt::Proof,
    },
    domain::{
        opening::Work, result::JudgedWork, review::ReviewState, screening::Ground, stage::Stage,
    },
};
use uuid::Uuid;

use crate::{
    contest::{reveal, review_all},
    pages::first_page,
    succession::inform,
    world::{HOUR, Person, World, reason},
};

/// A contest whose works are in the jury's hands.
struct Scene {
    world: World,
    stages: Vec<Stage>,
    people: Vec<Person>,
    receipts: Vec<Receipt>,
    jurors: Vec<Person>,
}

impl Scene {
    /// Everybody's work says how many points it deserves.
    async fn opened(stage_count: i32, works: &[&str], jurors: usize) -> Self {
        let world = World::create().await;
        let stages = world.publish(stage_count).await;
        let stage = stages[0].id;
        let people: Vec<_> = works.iter().map(|_| Person::new()).collect();
        let mut receipts = Vec::new();
        for (person, text) in people.iter().zip(works) {
            let receipt = person.submit(&world, stage, text, Uuid::new_v4()).await;
            receipts.push(receipt.expect("in time"));
        }
        let jurors = world.appoint_jurors(stages[0].challenge, jurors).await;
        world.travel_to(stages[0].close_time).await;
        world.close_and_open(stage).await;
        world.declare_all(&jurors, stage).await;
        Self {
            world,
            stages,
            people,
            receipts,
            jurors,
        }
    }

    fn stage(&self) -> StageId {
        self.stages[0].id
    }

    /// What somebody is told who shows a receipt of somebody for somebody.
    async fn ask(
        &self,
        who: &Person,
        entrant: &Person,
        receipt: &Receipt,
    ) -> Result<MyResult, AppError> {
        let proof = Proof {
            stage: self.stage(),
            entrant: entrant.entrant(),
            receipt: receipt.jws.clone(),
        };
        get_my_result(&self.world.ctx, &who.caller, &proof).await
    }

    async fn own(&self, number: usize) -> Result<MyResult, AppError> {
        let person = &self.people[number];
        self.ask(person, person, &self.receipts[number]).await
    }

    async fn works(&self) -> Vec<Work> {
        let chair = &self.jurors[0].caller;
        let listed = list_works(&self.world.ctx, chair, self.stage(), first_page()).await;
        let (works, _) = listed.expect("has declared");
        works.into_iter().map(|listed| listed.work).collect()
    }

    async fn judge_and_reveal(&self) {
        let stage = self.stage();
        let protocol = self.world.judge(&self.jurors[0], stage).await;
        reveal(&self.world, stage, &protocol.expect("complete")).await;
    }
}

fn only(result: Result<MyResult, AppError>) -> JudgedWork {
    let mut works = result.expect("is known").works;
    assert_eq!(works.len(), 1);
    works.remove(0)
}

#[tokio::test]
async fn author_is_told_place_points_and_remarks_and_not_whose_they_are() {
    let scene = Scene::opened(1, &["2", "1"], 3).await;
    for (index, juror) in (0..).zip(&scene.jurors) {
        for work in scene.works().await {
            let points: i32 = work.content.text.parse().expect("a number");
            let opinion = Opinion {
                work: work.id,
                scores: vec![("idea".into(), points + 2 - index)],
                remarks: format!("{} of {}", 2 - index, work.content.text),
                state: ReviewState::Final,
            };
            let saved = save_review(&scene.world.ctx, &juror.caller, opinion).await;
            saved.expect("scores");
        }
    }
    assert_eq!(reason(scene.own(0).await), "RESULT_NOT_KNOWN");
    scene.judge_and_reveal().await;

    let result = scene.own(1).await.expect("is known");
    assert_eq!(result.ranked_count, 2);
    let chair = &scene.jurors[0].caller;
    let protocol = get_protocol(&scene.world.ctx, chair, scene.stage()).await;
    assert_eq!(result.protocol_sha256, protocol.expect("judged").sha256);
    let work = only(Ok(result));
    let place = work.place.expect("was ranked");
    assert_eq!((place.rank, place.selected), (2, false));
    assert_eq!(place.total, "20");
    let said: Vec<_> = work.reviews.iter().map(|it| &*it.remarks).collect();
    assert_eq!(said, ["0 of 1", "1 of 1", "2 of 1"]);
    let points: Vec<_> = work.reviews.iter().map(|it| it.scores["idea"]).collect();
    assert_eq!(points, [1, 2, 3]);
    let first = only(scene.own(0).await);
    assert!(first.place.is_some_and(|it| it.rank == 1 && it.selected));
    let codes: Vec<_> = scene.works().await;
    let code = codes.iter().find(|it| it.content.text == "2");
    assert_eq!(code.map(|it| it.code.to_string()), Some(first.code));
}

#[tokio::test]
async fn nobody_is_told_of_a_work_that_is_not_theirs() {
    let mut scene = Scene::opened(1, &["2", "1"], 3).await;
    review_all(&scene.world, &scene.jurors, scene.stage()).await;
    scene.judge_and_reveal().await;
    let [ewa, jan] = [0, 1].map(|it| &scene.people[it]);
    let (stranger, juror) = (Person::new(), &scene.jurors[0]);
    let head = Person::heading(scene.world.authority);
    for (who, entrant, receipt) in [
        (ewa, ewa, 1),
        (ewa, jan, 1),
        (ewa, jan, 0),
        (&stranger, ewa, 0),
        (juror, ewa, 0),
        (&head, ewa, 0),
    ] {
        let told = scene.ask(who, entrant, &scene.receipts[receipt]).await;
        assert_eq!(reason(told), "NOT_PERMITTED");
    }
    scene.receipts[0].jws = "a.b.c".into();
    assert_eq!(reason(scene.own(0).await), "INVALID_FIELDS");
}

#[tokio::test]
async fn version_that_does_not_count_leads_to_no_work() {
    let world = World::create().await;
    let stages = world.publish(1).await;
    let stage = stages[0].id;
    let [ewa, jan] = [(); 2].map(|()| Person::new());
    let submit = async |who: &Person, text| {
        let receipt = who.submit(&world, stage, text, Uuid::new_v4()).await;
        receipt.expect("in time")
    };
    // What the rival handed in, and then something else.
    let copied = submit(&ewa, "1").await;
    let own = submit(&ewa, "2").await;
    let rival = submit(&jan, "1").await;
    let jurors = world.appoint_jury(stages[0].challenge).await;
    world.travel_to(stages[0].close_time).await;
    world.close_and_open(stage).await;
    world.declare_all(&jurors, stage).await;
    review_all(&world, &jurors, stage).await;
    let scene = Scene {
        people: vec![ewa, jan],
        receipts: vec![copied, rival],
        world,
        stages,
        jurors,
    };
    scene.judge_and_reveal().await;
    assert_eq!(reason(scene.own(0).await), "INVALID_FIELDS");
    let ewa = &scene.people[0];
    let told = only(scene.ask(ewa, ewa, &own).await);
    assert!(told.place.is_some_and(|it| it.rank == 1));
}

#[tokio::test]
async fn co_author_is_told_as_the_entrant_is() {
    let world = World::create().await;
    let stages = world.publish(1).await;
    let stage = stages[0].id;
    let [ewa, jan, ola] = [(); 3].map(|()| Person::new());
    let receipt = ewa.submit_with_receipt(&world, stage, "5", &[&jan]).await;
    for co_author in [&jan, &ola] {
        let said = co_author.say(&world, stage, &ewa, receipt.content_sha256);
        said.await.expect("in time");
    }
    let jurors = world.appoint_jury(stages[0].challenge).await;
    world.travel_to(stages[0].close_time).await;
    world.close_and_open(stage).await;
    world.declare_all(&jurors, stage).await;
    review_all(&world, &jurors, stage).await;
    let scene = Scene {
        people: vec![ewa, jan, ola],
        receipts: vec![receipt],
        world,
        stages,
        jurors,
    };
    scene.judge_and_reveal().await;
    let [ewa, jan, ola] = [0, 1, 2].map(|it| &scene.people[it]);
    let told = only(scene.ask(jan, ewa, &scene.receipts[0]).await);
    assert_eq!(told, only(scene.own(0).await));
    // Whom no version names.
    let told = scene.ask(ola, ewa, &scene.receipts[0]).await;
    assert_eq!(reason(told), "NOT_PERMITTED");
}

#[tokio::test]
async fn excluded_work_has_no_place_and_no_reviews() {
    let scene = Scene::opened(1, &["2", "1"], 3).await;
    review_all(&scene.world, &scene.jurors, scene.stage()).await;
    let works = scene.works().await;
    let work = works.iter().find(|it| it.content.text == "2");
    let (ctx, chair) = (&scene.world.ctx, &scene.jurors[0].caller);
    let ground = Ground::AuthorRevealed;
    let out = exclude_work(
        ctx,
        chair,
        work.expect("listed").id,
        ground,
        "signed".into(),
    );
    out.await.expect("excludes");
    scene.judge_and_reveal().await;
    let told = scene.own(0).await.expect("is known");
    assert_eq!(told.ranked_count, 1);
    let told = only(Ok(told));
    assert_eq!((told.place, told.reviews), (None, vec![]));
}

#[tokio::test]
async fn result_that_was_never_approved_is_told_to_nobody() {
    let scene = Scene::opened(1, &["1"], 3).await;
    review_all(&scene.world, &scene.jurors, scene.stage()).await;
    let judged = scene.world.judge(&scene.jurors[0], scene.stage()).await;
    judged.expect("complete");
    assert_eq!(reason(scene.own(0).await), "RESULT_NOT_KNOWN");
    let mut tx = scene
        .world
        .ctx
        .database
        .begin_write()
        .await
        .expect("begins");
    let ended = end_contest_in_tx(&mut tx, scene.stages[0].challenge, "no money").await;
    ended.expect("ends");
    tx.commit().await.expect("commits");
    assert_eq!(reason(scene.own(0).await), "RESULT_NOT_KNOWN");
}

#[tokio::test]
async fn scores_of_whoever_leaves_after_a_stage_stay_in_its_protocol_and_count_in_no_later_one() {
    let scene = Scene::opened(2, &["2", "1"], 4).await;
    let (first, second) = (scene.stages[0].id, scene.stages[1].id);
    let (world, chair, leaver) = (&scene.world, &scene.jurors[0], &scene.jurors[3]);
    review_all(world, &scene.jurors, first).await;
    let signed = world.judge(chair, first).await.expect("complete");
    inform(world, first).await;
    let before = only(scene.own(1).await);
    assert_eq!(
        before.reviews.len(),
        4,
        "those who do not go on know at once"
    );

    let challenge = scene.stages[0].challenge;
    let left = recuse_juror(&world.ctx, &leaver.caller, challenge, "ill".into()).await;
    assert!(left.expect("leaves").is_recused());
    let after = get_protocol(&world.ctx, &chair.caller, first).await;
    assert_eq!(after.expect("judged").jws, signed.jws);
    assert_eq!(only(scene.own(1).await), before);

    let finalist = &scene.people[0];
    let handed_in = finalist.submit(world, second, "9", Uuid::new_v4()).await;
    handed_in.expect("is a finalist");
    world.travel(HOUR).await;
    world.travel_to(scene.stages[1].close_time).await;
    world.close_and_open(second).await;
    let staying = &scene.jurors[..3];
    world.declare_all(staying, second).await;
    review_all(world, staying, second).await;
    let late = list_works(&world.ctx, &leaver.caller, second, first_page()).await;
    assert_eq!(reason(late), "DECLARATION_MISSING");
    let protocol = world
        .judge(chair, second)
        .await
        .expect("nothing is missing");
    let leaver = leaver.account.to_string();
    let count = |jws: &str| {
        let protocol: linia_submissions::domain::protocol::Protocol =
            linia_chassis::crypto::payload_of(jws).expect("is ours");
        let theirs = protocol.reviews.iter();
        theirs.filter(|it| it.account.to_string() == leaver).count()
    };
    assert_eq!((count(&signed.jws), count(&protocol.jws)), (2, 0));
}
