//! Nobody sees what others think of a work before the jury has judged: rule 6,
//! and what users of other systems ask for.

use std::collections::BTreeMap;

use linia_chassis::{crypto::verify_jws, id::WorkId};
use linia_submissions::{
    app::{
        get_protocol::{get_protocol, list_protocols},
        list_assignments::list_my_works,
        review_progress::{Progress, get_review_progress},
        review_works::{list_my_reviews, list_works},
        save_review::{Opinion, save_review},
    },
    domain::{
        protocol::{PROTOCOL_TYPE, Protocol},
        review::ReviewState,
        stage::Stage,
    },
};
use uuid::Uuid;

use crate::{
    pages::first_page,
    world::{HOUR, Person, World, reason},
};

/// What a juror said of a work: points, remarks, and whether it is the last word.
type Said = (i32, String, ReviewState);

/// Two works in the hands of three jurors, each of whom reads both; and what each
/// juror said so far, kept beside the system.
struct Scene {
    world: World,
    stage: Stage,
    jurors: Vec<Person>,
    works: Vec<WorkId>,
    said: Vec<BTreeMap<WorkId, Said>>,
}

impl Scene {
    async fn open() -> Self {
        let world = World::create().await;
        let stage = world.publish(1).await.remove(0);
        for text in ["one", "two"] {
            let handed_in = Person::new();
            let handed_in = handed_in.submit(&world, stage.id, text, Uuid::new_v4());
            handed_in.await.expect("in time");
        }
        let jurors = world.appoint_jury(stage.challenge).await;
        world.travel(HOUR).await;
        world.close_and_open(stage.id).await;
        world.declare_all(&jurors, stage.id).await;
        let listed = list_works(&world.ctx, &jurors[0].caller, stage.id, first_page()).await;
        let works = listed.expect("has declared").0;
        Self {
            works: works.into_iter().map(|listed| listed.work.id).collect(),
            said: vec![BTreeMap::new(); jurors.len()],
            world,
            stage,
            jurors,
        }
    }

    async fn say(&mut self, juror: usize, work: usize, points: i32, state: ReviewState) {
        let (person, work) = (&self.jurors[juror], self.works[work]);
        let remarks = format!("juror {juror} would give {points}");
        let opinion = Opinion {
            work,
            scores: vec![("idea".into(), points)],
            remarks: remarks.clone(),
            state,
        };
        let saved = save_review(&self.world.ctx, &person.caller, opinion).await;
        saved.expect("can still be said");
        self.said[juror].insert(work, (points, remarks, state));
    }

    /// Everybody is shown what they said themselves, and nothing else.
    async fn assert_each_sees_their_own(&self) {
        let (ctx, stage) = (&self.world.ctx, self.stage.id);
        for (juror, said) in self.jurors.iter().zip(&self.said) {
            let listed = list_my_reviews(ctx, &juror.caller, stage).await;
            let listed = listed.expect("has declared").into_iter();
            let shown: Vec<_> = listed
                .inspect(|review| assert_eq!(review.account, juror.account))
                .map(|it| (it.work, (it.scores["idea"], it.remarks, it.state)))
                .collect();
            assert_eq!(shown.len(), said.len());
            assert_eq!(BTreeMap::from_iter(shown), *said);

            let works = list_my_works(ctx, &juror.caller, stage, first_page()).await;
            for work in works.expect("has declared").0 {
                let state = said.get(&work.work).map(|(_, _, state)| *state);
                assert_eq!(work.review, state);
            }
        }
    }

    /// There is nothing to read of what the jury thinks, for anybody.
    async fn assert_no_protocol(&self) {
        let head = Person::heading(self.world.authority);
        let entrant = Person::new();
        for person in self.jurors.iter().chain([&head, &entrant]) {
            let protocol = get_protocol(&self.world.ctx, &person.caller, self.stage.id).await;
            assert_eq!(reason(protocol), "NOT_FOUND");
            let protocols = list_protocols(&self.world.ctx, &person.caller, self.stage.id).await;
            assert_eq!(reason(protocols), "NOT_FOUND");
        }
        let reviews = list_my_reviews(&self.world.ctx, &head.caller, self.stage.id).await;
        assert_eq!(reason(reviews), "NOT_FOUND", "staff are shown no score");
    }

    /// As staff and the chair are told it: drafts and finals of each juror.
    async fn counts(&self) -> Vec<(usize, usize)> {
        let (ctx, stage) = (&self.world.ctx, self.stage.id);
        let head = Person::heading(self.world.authority);
        let told = |progress: Progress| -> Vec<_> {
            let jurors = progress.jurors.into_iter();
            jurors.map(|it| (it.drafts, it.finals)).collect()
        };
        let staff = get_review_progress(ctx, &head.caller, stage).await;
        let chair = get_review_progress(ctx, &self.jurors[0].caller, stage).await;
        let [staff, chair] = [staff, chair].map(|it| told(it.expect("may know how far it is")));
        assert_eq!(staff, chair);
        for juror in &self.jurors[1..] {
            let progress = get_review_progress(ctx, &juror.caller, stage).await;
            assert_eq!(reason(progress), "NOT_FOUND");
        }
        staff
    }
}

#[tokio::test]
async fn nobody_sees_the_scores_of_others_until_the_jury_has_judged() {
    use ReviewState::{Draft, Final};

    let mut scene = Scene::open().await;
    // Juror, work, points, state; and how many drafts and finals there are then.
    for (juror, work, points, state, counts) in [
        (0, 0, 3, Draft, [(1, 0), (0, 0), (0, 0)]),
        // Another score is another draft, and nobody is told the difference.
        (0, 0, 9, Draft, [(1, 0), (0, 0), (0, 0)]),
        (0, 1, 4, Final, [(1, 1), (0, 0), (0, 0)]),
        (1, 1, 7, Draft, [(1, 1), (1, 0), (0, 0)]),
        (1, 0, 2, Final, [(1, 1), (1, 1), (0, 0)]),
        (1, 1, 8, Final, [(1, 1), (0, 2), (0, 0)]),
        (0, 0, 5, Final, [(0, 2), (0, 2), (0, 0)]),
        (2, 0, 1, Final, [(0, 2), (0, 2), (0, 1)]),
        (2, 1, 1, Final, [(0, 2), (0, 2), (0, 2)]),
    ] {
        scene.say(juror, work, points, state).await;
        scene.assert_each_sees_their_own().await;
        scene.assert_no_protocol().await;
        assert_eq!(scene.counts().await, counts);
    }

    // All are final, and become known in one moment: by the protocol.
    let judged = scene.world.judge(&scene.jurors[0], scene.stage.id).await;
    judged.expect("is whole");
    scene.assert_each_sees_their_own().await;
    let key = scene.world.ctx.signer.public_key();
    for juror in &scene.jurors {
        let signed = get_protocol(&scene.world.ctx, &juror.caller, scene.stage.id).await;
        let jws = signed.expect("sits").jws;
        let protocol: Protocol = verify_jws(&jws, PROTOCOL_TYPE, &key).expect("is ours");
        assert_eq!(protocol.reviews.len(), 6);
    }
}
