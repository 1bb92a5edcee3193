//! Formal screening and exclusion: rules 3 and 6.

use std::time::Duration;

use linia_chassis::{crypto::verify_jws, id::WorkId};
use linia_proto::submissions::v1;
use linia_submissions::{
    app::{
        cure_work::{cure_work, get_my_screening},
        exclude_work::exclude_work,
        hand_in::Receipt,
        report_defects::{Finding, report_defects},
        review_works::{ListedWork, list_works},
        save_review::{Opinion, save_review},
        shown_receipt::Proof,
    },
    domain::{
        protocol::{PROTOCOL_TYPE, Protocol},
        review::ReviewState,
        rules::StageRules,
        screening::{Ground, Standing},
        stage::Stage,
    },
};
use uuid::Uuid;

use crate::{
    contest::reveal,
    pages::first_page,
    world::{HOUR, Person, World, reason},
};

const DAY: Duration = Duration::from_secs(86_400);

/// Three works with their receipts, in the hands of three jurors.
struct Scene {
    world: World,
    stage: Stage,
    people: Vec<Person>,
    receipts: Vec<Receipt>,
    jurors: Vec<Person>,
}

impl Scene {
    async fn open(cure_period_days: i32) -> Self {
        let world = World::create().await;
        let rules = StageRules {
            cure_period_days,
            ..StageRules::default()
        };
        let stage = world.publish_by(rules).await;
        let people: Vec<_> = (0..3).map(|_| Person::new()).collect();
        let mut receipts = Vec::new();
        for (index, person) in people.iter().enumerate() {
            let text = index.to_string();
            let receipt = person.submit(&world, stage.id, &text, Uuid::new_v4());
            receipts.push(receipt.await.expect("in time"));
        }
        let jurors = world.appoint_jury(stage.challenge).await;
        world.travel(HOUR).await;
        world.close_and_open(stage.id).await;
        world.declare_all(&jurors, stage.id).await;
        Self {
            world,
            stage,
            people,
            receipts,
            jurors,
        }
    }

    /// The works that the chair reads, with text and supplement.
    async fn works(&self) -> Vec<(WorkId, String, String)> {
        let page = first_page();
        let (ctx, chair) = (&self.world.ctx, &self.jurors[0].caller);
        let (works, _) = list_works(ctx, chair, self.stage.id, page)
            .await
            .expect("declared");
        let works = works.into_iter();
        works
            .map(|listed| {
                let ListedWork {
                    work, supplement, ..
                } = listed;
                (work.id, work.content.text, supplement)
            })
            .collect()
    }

    async fn work_of(&self, person: usize) -> WorkId {
        let works = self.works().await.into_iter();
        let mut works = works.filter(|(_, text, _)| *text == person.to_string());
        works.next().expect("was handed in").0
    }

    /// What somebody shows: the receipt of somebody, for somebody.
    fn proof(&self, entrant: usize, receipt: usize) -> Proof {
        Proof {
            stage: self.stage.id,
            entrant: self.people[entrant].entrant(),
            receipt: self.receipts[receipt].jws.clone(),
        }
    }

    async fn report(&self, work: WorkId) -> &'static str {
        let (ctx, chair) = (&self.world.ctx, &self.jurors[0].caller);
        let findings = vec![Finding {
            work,
            reason: "a page too many".into(),
        }];
        reason(report_defects(ctx, chair, self.stage.id, findings).await)
    }

    async fn exclude(&self, work: WorkId, ground: Ground) -> &'static str {
        let (ctx, chair) = (&self.world.ctx, &self.jurors[0].caller);
        reason(exclude_work(ctx, chair, work, ground, "as found".into()).await)
    }

    async fn standing(&self, person: usize) -> Standing {
        let (ctx, caller) = (&self.world.ctx, &self.people[person].caller);
        let standing = get_my_screening(ctx, caller, &self.proof(person, person)).await;
        standing.expect("is theirs")
    }
}

#[tokio::test]
async fn author_cures_a_defect_by_the_receipt_and_nothing_stored_tells_who() {
    let scene = Scene::open(3).await;
    let (ctx, work) = (&scene.world.ctx, scene.work_of(1).await);
    assert_eq!(scene.report(work).await, "OK");
    assert_eq!(scene.report(work).await, "OK");
    let told = "SELECT count(*) FROM submissions.outbox_event WHERE type LIKE '%DefectsReported' \
                AND jsonb_array_length(payload::jsonb -> 'accounts') = 3";
    assert_eq!(scene.world.count(told).await, 1);

    assert_eq!(scene.standing(0).await, Standing::InOrder);
    assert!(matches!(scene.standing(1).await, Standing::Defective(_)));
    let caller = &scene.people[1].caller;
    let cured = cure_work(ctx, caller, &scene.proof(1, 1), "the short version").await;
    assert!(matches!(cured, Ok(Standing::Cured(_))));
    let shown = scene.works().await.into_iter().find(|(id, ..)| *id == work);
    let (_, text, supplement) = shown.expect("is read");
    assert_eq!(
        (text.as_str(), supplement.as_str()),
        ("1", "the short version")
    );

    let none = cure_work(ctx, &scene.people[0].caller, &scene.proof(0, 0), "more").await;
    assert_eq!(reason(none), "NOTHING_TO_CURE");
    scene.world.travel(3 * DAY).await;
    let late = cure_work(ctx, caller, &scene.proof(1, 1), "later").await;
    assert_eq!(reason(late), "CURE_PERIOD_OVER");
}

#[tokio::test]
async fn receipt_of_another_opens_nothing() {
    let scene = Scene::open(3).await;
    let ctx = &scene.world.ctx;
    let caller = &scene.people[0].caller;
    for (entrant, receipt) in [(0, 1), (1, 1), (1, 0)] {
        let shown = get_my_screening(ctx, caller, &scene.proof(entrant, receipt)).await;
        assert_eq!(reason(shown), "NOT_PERMITTED");
    }
    let juror = &scene.jurors[0].caller;
    let shown = get_my_screening(ctx, juror, &scene.proof(1, 1)).await;
    assert_eq!(reason(shown), "NOT_PERMITTED");
    let forged = Proof {
        receipt: "a.b.c".into(),
        ..scene.proof(0, 0)
    };
    let shown = get_my_screening(ctx, caller, &forged).await;
    assert_eq!(reason(shown), "INVALID_FIELDS");
}

#[tokio::test]
async fn work_that_gives_its_author_away_is_in_no_ranking_and_in_the_protocol() {
    let scene = Scene::open(0).await;
    let ctx = &scene.world.ctx;
    let out = scene.work_of(2).await;
    assert_eq!(scene.exclude(out, Ground::AuthorRevealed).await, "OK");
    let juror = exclude_work(
        ctx,
        &scene.jurors[1].caller,
        scene.work_of(0).await,
        Ground::AuthorRevealed,
        "no".into(),
    );
    assert_eq!(reason(juror.await), "NOT_FOUND");
    for juror in &scene.jurors {
        for (work, text, _) in scene.works().await {
            let opinion = Opinion {
                work,
                scores: vec![("idea".into(), text.parse().expect("a number"))],
                remarks: String::new(),
                state: ReviewState::Final,
            };
            save_review(ctx, &juror.caller, opinion)
                .await
                .expect("reads it");
        }
    }
    let late = Opinion {
        work: out,
        scores: vec![("idea".into(), 10)],
        remarks: String::new(),
        state: ReviewState::Final,
    };
    let late = save_review(ctx, &scene.jurors[1].caller, late).await;
    assert_eq!(reason(late), "WORK_EXCLUDED");
    let answer = scene.world.judge(&scene.jurors[0], scene.stage.id).await;
    let answer = answer.expect("the others are complete");
    let key = ctx.signer.public_key();
    let protocol: Protocol = verify_jws(&answer.jws, PROTOCOL_TYPE, &key).expect("is ours");
    assert_eq!(protocol.ranking.len(), 2);
    assert!(protocol.ranking.iter().all(|ranked| ranked.work != out));
    assert_eq!(protocol.decisions.exclusions[0].work, out);
    assert_eq!(protocol.decisions.exclusions[0].ground, "author_revealed");
    assert_told_why(&scene, &answer).await;
}

/// Whose work was excluded is told the reason of that, the other the decision's.
async fn assert_told_why(scene: &Scene, protocol: &v1::Protocol) {
    reveal(&scene.world, scene.stage.id, protocol).await;
    let excluded = "SELECT count(*) FROM submissions.outbox_event \
                    WHERE type LIKE '%EntryNotAdvanced' AND payload::jsonb ->> 'reasons' = 'as found' \
                    AND payload::jsonb ->> 'exclusionGround' = 'EXCLUSION_GROUND_AUTHOR_REVEALED'";
    assert_eq!(scene.world.count(excluded).await, 1);
    let other = "SELECT count(*) FROM submissions.outbox_event \
                 WHERE type LIKE '%EntryNotAdvanced' AND NOT payload::jsonb ? 'exclusionGround' \
                 AND payload::jsonb ->> 'reasons' = 'the idea scored less'";
    assert_eq!(scene.world.count(other).await, 1);
}

#[tokio::test]
async fn formal_defect_excludes_after_the_cure_period_only() {
    let scene = Scene::open(3).await;
    let work = scene.work_of(0).await;
    let form = Ground::FormalDefect;
    assert_eq!(scene.exclude(work, form).await, "DEFECT_NOT_REPORTED");
    assert_eq!(scene.report(work).await, "OK");
    assert_eq!(scene.exclude(work, form).await, "CURE_PERIOD_RUNS");
    scene.world.travel(3 * DAY).await;
    assert_eq!(scene.exclude(work, form).await, "OK");
    assert_eq!(scene.exclude(work, form).await, "OK");
    assert!(scene.standing(0).await.is_excluded());
    let strict = Scene::open(0).await;
    let work = strict.work_of(0).await;
    assert_eq!(strict.report(work).await, "NOTHING_CAN_BE_CURED");
    assert_eq!(strict.exclude(work, form).await, "OK");
}
