//! What an erasure does to a stage that is open, and to the jury's work on it.

use linia_chassis::id::{ErasureId, WorkId};
use linia_submissions::{
    app::{
        declare_impartiality::declare_impartiality,
        drafts::save_draft,
        draw_assignments::draw_assignments,
        erase_account::{erase_account_in_tx, erase_drafts_in_tx, list_drafts},
        list_assignments::list_assignments,
    },
    domain::{content::WrittenContent, rules::StageRules},
};
use sqlx::{Connection, PgConnection};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    pages::first_page,
    world::{HOUR, Person, World},
};

impl World {
    /// As the event and the work that it makes due have it.
    async fn erase(&self, person: &Person, time: OffsetDateTime) {
        let erasure = (ErasureId::random(), person.account);
        let mut tx = self.ctx.database.begin_write().await.expect("begins");
        erase_account_in_tx(&mut tx, erasure, time)
            .await
            .expect("is noted");
        tx.commit().await.expect("commits");
        let drafts = list_drafts(&self.ctx, person.account).await;
        let mut tx = self.ctx.database.begin_write().await.expect("begins");
        let erased = erase_drafts_in_tx(&mut tx, erasure, drafts.expect("are listed"));
        erased.await.expect("are removed");
        tx.commit().await.expect("commits");
    }
}

async fn work_that_says(world: &World, text: &str) -> WorkId {
    let mut conn = PgConnection::connect(&world.database.superuser_url)
        .await
        .expect("connects");
    let found: Uuid = sqlx::query_scalar("SELECT id FROM submissions.work WHERE text = $1")
        .bind(text)
        .fetch_one(&mut conn)
        .await
        .expect("is one");
    found.into()
}

#[tokio::test]
async fn drafts_of_whoever_is_erased_go_and_those_of_others_stay() {
    let world = World::create().await;
    let stage = &world.publish(1).await[0];
    let people = [(); 2].map(|()| Person::new());
    for person in &people {
        let (who, whom) = (&person.caller, person.entrant());
        let saved = save_draft(&world.ctx, who, stage.id, whom, WrittenContent::default());
        saved.await.expect("is open");
    }
    world.erase(&people[0], world.now().await).await;
    let left = "SELECT count(*) FROM submissions.draft";
    assert_eq!(world.count(left).await, 1);
    world.erase(&people[1], world.now().await).await;
    assert_eq!(world.count(left).await, 0);
}

#[tokio::test]
async fn whoever_is_erased_before_the_closing_has_no_work_and_stops_no_draw() {
    let world = World::create().await;
    let rules = StageRules {
        reviews_per_work: 2,
        ..StageRules::default()
    };
    let stage = world.publish_by(rules).await;
    let people: Vec<_> = (0..5).map(|_| Person::new()).collect();
    for (index, person) in people.iter().enumerate() {
        let text = index.to_string();
        let submitted = person.submit(&world, stage.id, &text, Uuid::new_v4());
        submitted.await.expect("in time");
    }
    let (open, versions) = (
        world.now().await,
        "SELECT count(*) FROM submissions.entry_version",
    );
    let stored = world.count(versions).await;
    world.erase(&people[0], open).await;
    assert_eq!(
        world.count(versions).await,
        stored,
        "nothing sealed tells it"
    );
    let jurors = world.appoint_jurors(stage.challenge, 4).await;
    world.travel(HOUR).await;
    world.close_and_open(stage.id).await;
    let works = "SELECT count(*) FROM submissions.work";
    assert_eq!(world.count(works).await, 4);
    let withdrawn = "SELECT count(*) FROM submissions.entry WHERE state = 'withdrawn'";
    assert_eq!(world.count(withdrawn).await, 1);

    // The news of another arrives after the opening: the work stays with the jury,
    // and the conflict of a juror with its author is kept.
    world.erase(&people[1], open).await;
    assert_eq!(world.count(works).await, 4);
    let (biased, others) = jurors.split_last().expect("four");
    world.declare_all(others, stage.id).await;
    let conflicts = vec![people[1].entrant()];
    let declared = declare_impartiality(&world.ctx, &biased.caller, stage.id, conflicts).await;
    declared.expect("declares");
    let head = Person::heading(world.authority);
    let drawn = draw_assignments(&world.ctx, &head.caller, stage.id).await;
    drawn.expect("enough jurors");
    let listed = list_assignments(&world.ctx, &jurors[0].caller, stage.id, first_page()).await;
    let (listed, _) = listed.expect("is the chair");
    let work = work_that_says(&world, "1").await;
    let pairs: Vec<(WorkId, _)> = listed
        .iter()
        .map(|it| (it.pair.work, it.pair.juror))
        .collect();
    assert!(pairs.iter().any(|(of, _)| *of == work));
    assert!(!pairs.contains(&(work, biased.account)));
}
