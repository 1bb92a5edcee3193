//! Rule 1: rows do not tell how many entered.

use linia_submissions::app::cover_entries::cover_entries;
use uuid::Uuid;

use crate::{
    contest::{review_all, submit_all},
    succession::inform,
    world::{HOUR, Person, World, reason, seeded},
};

#[tokio::test]
async fn cover_looks_like_entries_and_is_gone_after_the_opening() {
    let (world, stage, _) = World::with_entry().await;
    let mut now = world.now().await;
    let mut covers = 0;
    let mut rng = seeded();
    while let Some(next) = cover_entries(&world.ctx, stage.id, now, &mut rng)
        .await
        .expect("covers")
    {
        assert!(next < stage.close_time);
        (now, covers) = (next, covers + 1);
    }
    let rows = world
        .count("SELECT count(*) FROM submissions.entry_version")
        .await;
    assert_eq!(rows, covers + 2);
    let entries = "SELECT count(DISTINCT entry) FROM submissions.entry_version";
    assert!(world.count(entries).await > 1);
    // Nothing in a row but the sealed part tells one from another.
    let version_8 = "SELECT count(*) FROM submissions.entry_version \
         WHERE substr(entry::text, 15, 1) <> '8'";
    assert_eq!(world.count(version_8).await, 0);
    world.travel(HOUR).await;
    world.close_and_open(stage.id).await;
    assert_eq!(
        world.count("SELECT count(*) FROM submissions.entry").await,
        1
    );
    assert_eq!(
        world.count("SELECT count(*) FROM submissions.work").await,
        1
    );
}

/// Distinct entries of the second stage among those that may enter it.
const ENTERED: &str = "SELECT count(DISTINCT v.entry) FROM submissions.entry_version v \
     JOIN submissions.finalist f USING (stage, entry)";

#[tokio::test]
async fn list_of_finalists_does_not_tell_how_many_of_them_handed_in() {
    let world = World::create().await;
    let stages = world.publish(2).await;
    let (first, second) = (&stages[0], &stages[1]);
    let people: Vec<_> = (0..2).map(|_| Person::new()).collect();
    submit_all(&world, &people, first.id).await;
    let jurors = world.appoint_jury(first.challenge).await;
    world.travel_to(first.close_time).await;
    world.close_and_open(first.id).await;
    world.declare_all(&jurors, first.id).await;
    review_all(&world, &jurors, first.id).await;
    world.judge(&jurors[0], first.id).await.expect("is read");
    inform(&world, first.id).await;

    let mut now = world.now().await;
    let mut rng = seeded();
    let mut covers = 0;
    while let Some(next) = cover_entries(&world.ctx, second.id, now, &mut rng)
        .await
        .expect("covers")
    {
        (now, covers) = (next, covers + 1);
    }
    let versions = "SELECT count(*) FROM submissions.entry_version v \
         JOIN submissions.stage s ON s.id = v.stage WHERE s.ordinal = 2";
    assert!(covers > 0);
    assert_eq!(world.count(versions).await, covers + 1);
    let entered = world.count(ENTERED).await;
    assert!(entered > 1, "nobody has handed in yet");
    let listed = "SELECT count(*) FROM submissions.finalist";
    assert!(world.count(listed).await > entered, "nor have all of cover");

    let finalist = people[1].submit(&world, second.id, "9", Uuid::new_v4());
    assert_eq!(reason(finalist.await), "OK");
    let other = people[0].submit(&world, second.id, "8", Uuid::new_v4());
    assert_eq!(reason(other.await), "NOT_A_FINALIST");
    world.travel_to(second.close_time).await;
    world.close_and_open(second.id).await;
    let works = "SELECT count(*) FROM submissions.work WHERE text = '9'";
    assert_eq!(world.count(works).await, 1);
    let entries = "SELECT count(*) FROM submissions.entry e \
         JOIN submissions.stage s ON s.id = e.stage WHERE s.ordinal = 2";
    assert_eq!(world.count(entries).await, 1);
}
