//! What belongs to a contest is kept for four years, whoever deletes (rule 8).

use linia_submissions::{
    app::retain_contest::retain_contest_in_tx, domain::retention::retain_until,
};
use time::Duration;
use uuid::Uuid;

use crate::{
    contest::review_all,
    world::{Person, World},
};

/// Children first, as they would have to be deleted.
const KEPT: [&str; 11] = [
    "ranked_work",
    "protocol",
    "review",
    "declaration",
    "work_digest",
    "work",
    "entry",
    "opening",
    "entry_version",
    "juror",
    "closing",
];

/// Deletes everything of a table as the service itself; tells the constraint
/// that forbids it.
async fn forbidden(world: &World, table: &str) -> Option<String> {
    let statement = if table == "review" {
        "DELETE FROM review_score; DELETE FROM review".to_owned()
    } else {
        format!("DELETE FROM {table}")
    };
    let done = sqlx::raw_sql(sqlx::AssertSqlSafe(statement))
        .execute(world.ctx.database.pool())
        .await;
    let error = done.err()?;
    let constraint = error.as_database_error()?.constraint()?;
    Some(constraint.to_owned())
}

#[tokio::test]
async fn nothing_of_a_contest_is_deleted_before_four_years_have_passed() {
    let world = World::create().await;
    let stages = world.publish(1).await;
    let (stage, challenge) = (stages[0].id, stages[0].challenge);
    let person = Person::new();
    let handed_in = person.submit(&world, stage, "7", Uuid::new_v4()).await;
    handed_in.expect("in time");
    let jurors = world.appoint_jury(challenge).await;
    world.travel_to(stages[0].close_time).await;
    world.close_and_open(stage).await;
    world.declare_all(&jurors, stage).await;
    review_all(&world, &jurors, stage).await;
    world.judge(&jurors[0], stage).await.expect("complete");

    // While it runs, and before the term has ended.
    let must_keep_all = async || {
        for table in KEPT {
            let constraint = forbidden(&world, table).await;
            assert_eq!(constraint, Some(format!("{table}_is_retained")), "{table}");
        }
    };
    must_keep_all().await;
    let end = world.now().await;
    let mut tx = world.ctx.database.begin_write().await.expect("begins");
    let noted = retain_contest_in_tx(&mut tx, challenge, end).await;
    noted.expect("is noted");
    tx.commit().await.expect("commits");
    world
        .travel_to(retain_until(end) - Duration::minutes(1))
        .await;
    must_keep_all().await;

    world.travel_to(retain_until(end)).await;
    for table in KEPT {
        assert_eq!(forbidden(&world, table).await, None, "{table}");
    }
}
