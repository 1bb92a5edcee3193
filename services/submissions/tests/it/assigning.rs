//! Who reads what: rule 4, where not every juror reads every work.

use std::collections::{BTreeMap, BTreeSet};

use linia_chassis::{
    crypto::verify_jws,
    id::{AccountId, StageId, WorkId},
};
use linia_submissions::{
    app::{
        adjust_assignment::{Adjustment, assign_work, recuse_from_work, unassign_work},
        declare_impartiality::declare_impartiality,
        draw_assignments::draw_assignments,
        list_assignments::{list_assignments, list_my_works},
        recuse_juror::recuse_juror,
        remind_jurors::remind_in_tx,
        review_progress::get_review_progress,
        review_works::list_works,
        save_review::{Opinion, save_review},
        waive_reviews::{Waiving, waive_reviews},
    },
    domain::{
        assignment::PairState,
        protocol::{PROTOCOL_TYPE, Protocol},
        review::ReviewState,
        rules::StageRules,
        stage::Stage,
    },
};
use uuid::Uuid;

use crate::{
    pages::first_page,
    world::{HOUR, Person, World, reason},
};

/// Six works, five jurors, two of whom read each work.
struct Scene {
    world: World,
    stage: Stage,
    people: Vec<Person>,
    jurors: Vec<Person>,
}

impl Scene {
    /// Opened; nobody has declared.
    async fn open(rules: StageRules) -> Self {
        let world = World::create().await;
        let stage = world.publish_by(rules).await;
        let people: Vec<_> = (0..6).map(|_| Person::new()).collect();
        for (index, person) in people.iter().enumerate() {
            let text = index.to_string();
            let submitted = person.submit(&world, stage.id, &text, Uuid::new_v4());
            submitted.await.expect("in time");
        }
        let jurors = world.appoint_jurors(stage.challenge, 5).await;
        world.travel(HOUR).await;
        world.close_and_open(stage.id).await;
        Self {
            world,
            stage,
            people,
            jurors,
        }
    }

    /// Opened, declared without conflicts, drawn.
    async fn drawn() -> Self {
        let scene = Self::open(two_readers()).await;
        scene.world.declare_all(&scene.jurors, scene.stage.id).await;
        scene.draw().await;
        scene
    }

    async fn draw(&self) -> i32 {
        let (ctx, head) = (&self.world.ctx, Person::heading(self.world.authority));
        let drawn = draw_assignments(ctx, &head.caller, self.stage.id).await;
        drawn.expect("enough jurors").record.ordinal
    }

    /// Who has what to do with which work.
    async fn pairs(&self) -> BTreeMap<(WorkId, AccountId), PairState> {
        let (ctx, chair) = (&self.world.ctx, &self.jurors[0].caller);
        let page = first_page();
        let listed = list_assignments(ctx, chair, self.stage.id, page).await;
        let (listed, next) = listed.expect("is the chair");
        assert_eq!(next, "");
        let pairs = listed.into_iter();
        pairs
            .map(|listed| ((listed.pair.work, listed.pair.juror), listed.state))
            .collect()
    }

    /// Who is in a state for a work.
    async fn of(&self, work: WorkId, state: PairState) -> Vec<AccountId> {
        let pairs = self.pairs().await.into_iter();
        pairs
            .filter(|((of, _), is)| *of == work && *is == state)
            .map(|((_, juror), _)| juror)
            .collect()
    }

    /// What a juror reads, with the texts.
    async fn read(&self, juror: &Person) -> BTreeMap<WorkId, String> {
        let page = first_page();
        let listed = list_works(&self.world.ctx, &juror.caller, self.stage.id, page).await;
        let (works, _) = listed.expect("has declared");
        let works = works.into_iter();
        works
            .map(|listed| (listed.work.id, listed.work.content.text))
            .collect()
    }

    async fn review_all(&self) {
        for juror in &self.jurors {
            for work in self.read(juror).await.into_keys() {
                let saved = save_review(&self.world.ctx, &juror.caller, opinion(work)).await;
                saved.expect("is assigned");
            }
        }
    }

    fn juror(&self, account: AccountId) -> &Person {
        let mut jurors = self.jurors.iter();
        jurors.find(|juror| juror.account == account).expect("sits")
    }

    async fn judge(&self) -> Result<Protocol, &'static str> {
        let key = self.world.ctx.signer.public_key();
        match self.world.judge(&self.jurors[0], self.stage.id).await {
            Ok(answer) => Ok(verify_jws(&answer.jws, PROTOCOL_TYPE, &key).expect("is ours")),
            Err(error) => Err(reason::<()>(Err(error))),
        }
    }
}

fn two_readers() -> StageRules {
    StageRules {
        reviews_per_work: 2,
        max_works_per_juror: 4,
        ..StageRules::default()
    }
}

fn opinion(work: WorkId) -> Opinion {
    Opinion {
        work,
        scores: vec![("idea".into(), 5)],
        remarks: String::new(),
        state: ReviewState::Final,
    }
}

fn adjustment(work: WorkId, juror: AccountId) -> Adjustment {
    Adjustment {
        work,
        juror,
        reason: "asked for".into(),
    }
}

#[tokio::test]
async fn conflict_silently_keeps_the_work_from_the_juror() {
    let scene = Scene::open(two_readers()).await;
    let (ctx, stage) = (&scene.world.ctx, scene.stage.id);
    let (biased, others) = scene.jurors.split_last().expect("five");
    scene.world.declare_all(others, stage).await;
    // In conflict with four of six.
    let conflicts = scene.people[..4].iter().map(Person::entrant).collect();
    let juror = declare_impartiality(ctx, &biased.caller, stage, conflicts).await;
    assert!(!juror.expect("declares").is_recused());
    assert_eq!(scene.draw().await, 1);

    let read = scene.read(biased).await;
    assert!(
        read.values()
            .all(|text| ["4", "5"].contains(&text.as_str()))
    );
    let pairs = scene.pairs().await;
    let hidden: BTreeSet<_> = pairs
        .keys()
        .filter(|(_, juror)| *juror == biased.account)
        .map(|(work, _)| *work)
        .collect();
    assert!(
        hidden.len() <= 2,
        "neither reader nor substitute of the rest"
    );
    for work in pairs.keys().map(|(work, _)| *work) {
        assert_eq!(scene.of(work, PairState::Assigned).await.len(), 2);
    }
    let plain = "SELECT count(*) FROM submissions.declaration WHERE conflicts <> '{}'";
    assert_eq!(scene.world.count(plain).await, 0);
    let sealed = "SELECT count(sealed_conflicts) FROM submissions.declaration";
    assert_eq!(scene.world.count(sealed).await, 5);
}

#[tokio::test]
async fn repeated_draw_changes_nothing_and_jurors_read_what_is_theirs() {
    let scene = Scene::drawn().await;
    let before = scene.pairs().await;
    assert_eq!(scene.draw().await, 1);
    assert_eq!(scene.pairs().await, before);
    let mut read = 0;
    for juror in &scene.jurors {
        let works = scene.read(juror).await;
        read += works.len();
        let page = first_page();
        let ctx = &scene.world.ctx;
        let mine = list_my_works(ctx, &juror.caller, scene.stage.id, page).await;
        let mine: BTreeSet<_> = mine.expect("declared").0.iter().map(|w| w.work).collect();
        assert_eq!(mine, works.keys().copied().collect());
        let mut foreign = before.keys().filter(|(work, _)| !mine.contains(work));
        let (foreign, _) = foreign.next().expect("reads not all");
        let saved = save_review(ctx, &juror.caller, opinion(*foreign)).await;
        assert_eq!(reason(saved), "NOT_ASSIGNED");
    }
    assert_eq!(read, 12);
}

#[tokio::test]
async fn recusal_blocks_the_ranking_until_the_works_are_given_to_others() {
    let scene = Scene::drawn().await;
    scene.review_all().await;
    let (ctx, gone) = (&scene.world.ctx, &scene.jurors[4]);
    let left = recuse_juror(ctx, &gone.caller, scene.stage.challenge, "ill".into()).await;
    left.expect("leaves");
    assert_eq!(scene.judge().await.err(), Some("REVIEWS_MISSING"));
    assert_eq!(scene.draw().await, 2);
    let jurors = &scene.jurors[..4];
    for juror in jurors {
        for work in scene.read(juror).await.into_keys() {
            let saved = save_review(ctx, &juror.caller, opinion(work)).await;
            saved.expect("is assigned");
        }
    }
    let protocol = scene.judge().await.expect("complete");
    assert_eq!(protocol.reviews.len(), 12);
    assert!(protocol.reviews.iter().all(|r| r.account != gone.account));
}

#[tokio::test]
async fn work_that_a_juror_leaves_is_reassigned_or_waived_with_a_reason() {
    let scene = Scene::drawn().await;
    scene.review_all().await;
    let (ctx, chair) = (&scene.world.ctx, &scene.jurors[0].caller);
    let pairs = scene.pairs().await;
    let works: BTreeSet<_> = pairs.keys().map(|(work, _)| *work).collect();
    let [one, two] = [0, 1].map(|n| *works.iter().nth(n).expect("six works"));

    // The first one is left by its reader and taken over by a substitute.
    let reader = scene.of(one, PairState::Assigned).await[0];
    let caller = &scene.juror(reader).caller;
    recuse_from_work(ctx, caller, one, "knows it".into())
        .await
        .expect("reads it");
    let again = recuse_from_work(ctx, caller, one, "knows it".into()).await;
    assert_eq!(reason(again), "NOT_ASSIGNED");
    assert_eq!(scene.judge().await.err(), Some("REVIEWS_MISSING"));
    let back = assign_work(ctx, chair, adjustment(one, reader)).await;
    assert_eq!(reason(back), "RELEASED_FROM_WORK");
    let stranger = assign_work(ctx, chair, adjustment(one, AccountId::new())).await;
    assert_eq!(reason(stranger), "NOT_A_SUBSTITUTE");
    let substitute = scene.of(one, PairState::Substitute).await[0];
    assign_work(ctx, chair, adjustment(one, substitute))
        .await
        .expect("has room");
    let caller = &scene.juror(substitute).caller;
    save_review(ctx, caller, opinion(one))
        .await
        .expect("reads it");

    // The second one is taken away, and one review suffices.
    let reader = scene.of(two, PairState::Assigned).await[0];
    unassign_work(ctx, chair, adjustment(two, reader))
        .await
        .expect("reads it");
    assert_eq!(scene.judge().await.err(), Some("REVIEWS_MISSING"));
    let waiving = Waiving {
        work: two,
        sufficient_reviews: 1,
        reason: "nobody else".into(),
    };
    waive_reviews(ctx, chair, waiving)
        .await
        .expect("is the chair");
    let protocol = scene.judge().await.expect("suffices");
    assert_eq!(protocol.reviews.len(), 11);
    assert_eq!(protocol.decisions.waivers.len(), 1);
    assert_eq!(protocol.decisions.assignment_changes.len(), 3);
}

#[tokio::test]
async fn progress_is_told_in_counts_to_staff_and_chair_alone() {
    let scene = Scene::drawn().await;
    let (ctx, stage) = (&scene.world.ctx, scene.stage.id);
    let work = *scene
        .read(&scene.jurors[1])
        .await
        .keys()
        .next()
        .expect("has works");
    let saved = save_review(ctx, &scene.jurors[1].caller, opinion(work)).await;
    saved.expect("is assigned");
    for who in [&Person::heading(scene.world.authority), &scene.jurors[0]] {
        let progress = get_review_progress(ctx, &who.caller, stage)
            .await
            .expect("may");
        assert_eq!(progress.missing_reviews, 11);
        assert_eq!(progress.incomplete_works, 6);
        let finals: usize = progress.jurors.iter().map(|juror| juror.finals).sum();
        assert_eq!(finals, 1);
    }
    let juror = get_review_progress(ctx, &scene.jurors[1].caller, stage).await;
    assert_eq!(reason(juror), "NOT_FOUND");
    let head = Person::heading(scene.world.authority);
    let page = first_page();
    let staff = list_assignments(ctx, &head.caller, stage, page).await;
    assert_eq!(reason(staff), "NOT_FOUND");
}

#[tokio::test]
async fn draw_needs_a_jury_that_may_judge_and_can_read_it_all() {
    let rules = StageRules {
        max_works_per_juror: 2,
        ..two_readers()
    };
    let scene = Scene::open(rules).await;
    let (ctx, stage) = (&scene.world.ctx, scene.stage.id);
    let chair = &scene.jurors[0].caller;
    // Nobody has declared, so nobody can be given anything.
    let early = draw_assignments(ctx, chair, stage).await;
    assert_eq!(reason(early), "ASSIGNMENT_IMPOSSIBLE");
    scene.world.declare_all(&scene.jurors, stage).await;
    // Twelve reviews, and ten are all that five jurors may write.
    let full = draw_assignments(ctx, chair, stage).await;
    assert_eq!(reason(full), "ASSIGNMENT_IMPOSSIBLE");
    for juror in &scene.jurors[1..4] {
        let left = recuse_juror(ctx, &juror.caller, scene.stage.challenge, "ill".into()).await;
        left.expect("leaves");
    }
    let small = draw_assignments(ctx, chair, stage).await;
    assert_eq!(reason(small), "JURY_TOO_SMALL");
}

#[tokio::test]
async fn who_has_something_to_do_is_reminded_until_the_jury_has_judged() {
    let scene = Scene::drawn().await;
    let events = "SELECT count(*) FROM submissions.outbox_event WHERE type LIKE '%ReviewsAwaited'";
    let remind = async |stage: StageId| {
        let mut tx = scene
            .world
            .ctx
            .database
            .begin_write()
            .await
            .expect("begins");
        let next = remind_in_tx(&mut tx, stage).await.expect("counts");
        tx.commit().await.expect("commits");
        next
    };
    assert!(remind(scene.stage.id).await.is_some());
    assert_eq!(scene.world.count(events).await, 1);
    scene.review_all().await;
    assert!(remind(scene.stage.id).await.is_some());
    assert_eq!(scene.world.count(events).await, 1);
    scene.judge().await.expect("complete");
    assert!(remind(scene.stage.id).await.is_none());
}
