//! Who gets the files of a work: whoever reads it, and nobody else (rule 4).

use linia_chassis::id::{AttachmentId, WorkId};
use linia_submissions::{
    app::{
        draw_assignments::draw_assignments,
        exclude_work::exclude_work,
        list_assignments::{list_assignments, list_my_works},
        list_entrants::list_entrants,
        list_my_entries::list_my_entries,
        review_works::{ListedWork, list_my_reviews, list_works},
    },
    domain::{assignment::PairState, rules::StageRules, screening::Ground, stage::Stage},
    store::stages as replica,
};

use crate::{
    files::declared,
    pages::first_page,
    world::{HOUR, Person, World, reason},
};

/// A work with a file, and five jurors.
struct Scene {
    world: World,
    stage: Stage,
    author: Person,
    jurors: Vec<Person>,
}

impl Scene {
    async fn open(rules: StageRules) -> Self {
        let world = World::create().await;
        let stage = world.publish_by(rules).await;
        let ewa = Person::new();
        let file = declared("a.txt", "text/plain", 5);
        let upload = ewa.upload(&world, stage.id, file, b"words").await;
        let uploads = vec![upload.expect("fits").id];
        let receipt = ewa.submit_files(&world, stage.id, "text", uploads).await;
        receipt.expect("in time");
        let jurors = world.appoint_jurors(stage.challenge, 5).await;
        world.travel(HOUR).await;
        world.close_and_open(stage.id).await;
        world.declare_all(&jurors, stage.id).await;
        Self {
            world,
            stage,
            author: ewa,
            jurors,
        }
    }

    async fn cancel(&self) {
        let mut tx = self.world.ctx.database.begin_write().await.expect("begins");
        // The rules of the scene were an amendment.
        let cancelled = replica::cancel(tx.conn(), self.stage.challenge, 3).await;
        cancelled.expect("is known");
        tx.commit().await.expect("commits");
    }

    async fn listed(&self, juror: &Person) -> Vec<ListedWork> {
        let works = list_works(&self.world.ctx, &juror.caller, self.stage.id, first_page());
        works.await.expect("has declared").0
    }

    /// The one work and its file, as a juror who reads it is shown them.
    async fn work_and_file(&self, juror: &Person) -> (WorkId, AttachmentId) {
        let works = self.listed(juror).await;
        (works[0].work.id, works[0].files[0].id)
    }
}

#[tokio::test]
async fn file_is_read_by_those_to_whom_its_work_is_assigned_alone() {
    let scene = Scene::open(StageRules {
        reviews_per_work: 2,
        ..StageRules::default()
    })
    .await;
    let (world, stage) = (&scene.world, scene.stage.id);
    let head = Person::heading(world.authority);
    let drawn = draw_assignments(&world.ctx, &head.caller, stage).await;
    drawn.expect("enough jurors");
    let pairs = list_assignments(&world.ctx, &scene.jurors[0].caller, stage, first_page()).await;
    let (pairs, _) = pairs.expect("is the chair");
    let (reading, others): (Vec<_>, Vec<_>) = scene.jurors.iter().partition(|juror| {
        let mut theirs = pairs.iter().filter(|it| it.pair.juror == juror.account);
        theirs.any(|it| it.state == PairState::Assigned)
    });
    assert_eq!((reading.len(), others.len()), (2, 3));
    let (_, file) = scene.work_and_file(reading[0]).await;
    for juror in reading {
        let octets = juror.download(world, file, 0).await;
        assert_eq!(octets.expect("is assigned"), b"words");
    }
    for juror in others {
        assert!(scene.listed(juror).await.is_empty());
        assert_eq!(reason(juror.download(world, file, 0).await), "NOT_FOUND");
    }
}

#[tokio::test]
async fn file_of_an_excluded_work_is_read_by_nobody() {
    let scene = Scene::open(StageRules::default()).await;
    let (world, chair) = (&scene.world, &scene.jurors[0]);
    let (work, file) = scene.work_and_file(chair).await;
    chair.download(world, file, 0).await.expect("reads all");
    let (ground, reason_of) = (Ground::AuthorRevealed, "signed".to_owned());
    let excluded = exclude_work(&world.ctx, &chair.caller, work, ground, reason_of).await;
    excluded.expect("is the chair");
    for juror in &scene.jurors {
        assert_eq!(reason(juror.download(world, file, 0).await), "NOT_FOUND");
    }
}

#[tokio::test]
async fn nobody_but_its_authors_reads_of_a_work_once_its_contest_is_cancelled() {
    let scene = Scene::open(StageRules::default()).await;
    let (ctx, stage) = (&scene.world.ctx, scene.stage.id);
    let (_, file) = scene.work_and_file(&scene.jurors[0]).await;
    scene.cancel().await;
    for juror in &scene.jurors {
        let caller = &juror.caller;
        for told in [
            reason(list_works(ctx, caller, stage, first_page()).await),
            reason(list_my_works(ctx, caller, stage, first_page()).await),
            reason(list_my_reviews(ctx, caller, stage).await),
            reason(list_entrants(ctx, caller, stage).await),
            reason(juror.download(&scene.world, file, 0).await),
        ] {
            assert_eq!(told, "CHALLENGE_CANCELLED");
        }
    }
    let own = list_my_entries(ctx, &scene.author.caller, first_page()).await;
    assert_eq!(own.expect("are the author's").0.len(), 1);
}
