//! How a stage follows the one before it: in order, in time for its finalists, and never without
//! them.

use linia_chassis::id::StageId;
use linia_submissions::{
    app::{close_stage::Attempt, inform_entrants},
    domain::stage::Stage,
};
use uuid::Uuid;

use crate::{
    contest::{review_all, submit_all},
    world::{HOUR, Person, World, reason},
};

/// Tells the entrants of a judged stage what was decided, and lets the finalists
/// into the next.
pub(crate) async fn inform(world: &World, stage: StageId) {
    let informing = inform_entrants::prepare(&world.ctx, stage).await;
    let informing = informing.expect("opens").expect("is the first time");
    let mut tx = world.ctx.database.begin_write().await.expect("begins");
    inform_entrants::inform_in_tx(&mut tx, &informing)
        .await
        .expect("informs");
    tx.commit().await.expect("commits");
}

/// A contest of two stages in a world; the first was read by its jury.
async fn reviewed() -> (World, Vec<Stage>, Vec<Person>, Vec<Person>) {
    let world = World::create().await;
    let stages = world.publish(2).await;
    let first = &stages[0];
    let people: Vec<_> = (0..2).map(|_| Person::new()).collect();
    submit_all(&world, &people, first.id).await;
    let jurors = world.appoint_jury(first.challenge).await;
    world.travel_to(first.close_time).await;
    world.close_and_open(first.id).await;
    world.declare_all(&jurors, first.id).await;
    review_all(&world, &jurors, first.id).await;
    (world, stages, people, jurors)
}

/// Does what the service never does: records a closing by hand.
async fn close_by_hand(world: &World, stage: StageId) -> Option<String> {
    let sql = "INSERT INTO closing (stage, challenge, close_time, record_time, version_count, \
                   record, record_sha256) \
               SELECT $1, challenge, close_time, record_time, 0, record, record_sha256 \
               FROM closing LIMIT 1";
    let closed = sqlx::query(sql).bind(stage.as_uuid());
    let closed = closed.execute(world.ctx.database.pool()).await;
    let error = closed.err()?;
    error.as_database_error()?.constraint().map(str::to_owned)
}

#[tokio::test]
async fn stage_is_not_judged_before_the_one_before_it() {
    let world = World::create().await;
    let stages = world.publish(2).await;
    let jurors = world.appoint_jury(stages[0].challenge).await;
    let early = world.judge(&jurors[0], stages[1].id).await;
    assert_eq!(reason(early), "STAGE_NOT_JUDGED");
    world.travel_to(stages[0].close_time).await;
    world.close_and_open(stages[0].id).await;
    let first = world.judge(&jurors[0], stages[0].id).await;
    first.expect("has nothing to read");
    inform(&world, stages[0].id).await;
    world.travel_to(stages[1].close_time).await;
    world.close_and_open(stages[1].id).await;
    let second = world.judge(&jurors[0], stages[1].id).await;
    second.expect("comes after the first");
}

#[tokio::test]
async fn later_stage_neither_closes_before_its_finalists_are_in_nor_shuts_them_out() {
    let (world, stages, people, jurors) = reviewed().await;
    let (first, second) = (stages[0].id, &stages[1]);
    world.travel_to(second.close_time).await;
    let Attempt::NotBefore(again) = world.close(second.id).await else {
        panic!("nobody could have entered it");
    };
    assert!(world.now().await < again);
    let by_hand = close_by_hand(&world, second.id).await;
    assert_eq!(by_hand.as_deref(), Some("closing_waits_for_finalists"));

    let shut_out = world.judge(&jurors[0], first).await;
    assert_eq!(reason(shut_out), "NEXT_STAGE_CLOSES_SOON");
    // Nothing tells of the later time but the question.
    let later = second.close_time + HOUR * 10;
    world.peers.amend(second.id, |it| it.close_time = later);
    world.judge(&jurors[0], first).await.expect("leaves time");
    let asleep = "UPDATE due_work SET due_time = due_time + interval '100 hours'";
    let pool = world.ctx.database.pool();
    sqlx::query(asleep).execute(pool).await.expect("is ours");
    inform(&world, first).await;
    let due = "SELECT count(*) FROM submissions.due_work w JOIN submissions.stage s \
               ON s.id = w.key AND s.ordinal = 2 AND s.close_time = w.due_time \
               WHERE w.kind = 'close_stage'";
    assert_eq!(
        world.count(due).await,
        1,
        "letting them in wakes the closing"
    );

    let entered = people[1]
        .submit(&world, second.id, "9", Uuid::new_v4())
        .await;
    entered.expect("is a finalist, and in time");
    assert_eq!(world.close(second.id).await, Attempt::NotBefore(later));
    world.travel_to(later).await;
    world.close_and_open(second.id).await;
    let works = "SELECT count(*) FROM submissions.work WHERE text = '9'";
    assert_eq!(world.count(works).await, 1);
}
