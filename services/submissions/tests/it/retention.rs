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
const KEPT: [&str; 12] = [
    "ranked_work",
    "review_score",
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

/// Tables whose rows may go, and why.
const OF_THE_MOMENT: [(&str, &str); 7] = [
    ("stage", "follows challenges, and is filled again"),
    ("admission", "follows challenges, and is filled again"),
    (
        "individual_extension",
        "follows challenges, and is filled again",
    ),
    ("draft", "is gone with its stage"),
    ("own_signing_key", "belongs to no contest"),
    ("_sqlx_migrations", "belongs to no contest"),
    ("_chassis_sqlx_migrations", "belongs to no contest"),
];

/// How events travel: nothing there is the only record of anything.
const CHASSIS: [&str; 10] = [
    "outbox_event",
    "outbox_pending",
    "outbox_parked",
    "relay_state",
    "inbox",
    "dead_letter",
    "projection_checkpoint",
    "request_answer",
    "verification_key",
    "due_work",
];

/// Deletes everything of a table as the service itself; tells the constraint
/// that forbids it.
async fn forbidden(world: &World, table: &str) -> Option<String> {
    let statement = format!("DELETE FROM {table}");
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

/// Whoever adds a table decides whether what is in it is a record.
#[tokio::test]
async fn every_table_is_retained_or_is_of_the_moment() {
    let world = World::create().await;
    let tables: Vec<(String, bool)> = sqlx::query_as(
        "SELECT c.relname::text, EXISTS (
             SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = c.relname || '_is_retained')
         FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace",
    )
    .fetch_all(world.ctx.database.pool())
    .await
    .expect("is the catalogue");
    assert!(tables.iter().any(|(table, _)| table == "protocol"));
    for (table, retained) in tables {
        let of_the_moment = OF_THE_MOMENT.iter().any(|(name, _)| *name == table)
            || CHASSIS.contains(&table.as_str());
        assert_ne!(retained, of_the_moment, "{table}");
    }
}

#[tokio::test]
async fn what_was_judged_by_does_not_change() {
    let world = World::create().await;
    let stages = world.publish(1).await;
    let stage = stages[0].id;
    let person = Person::new();
    let handed_in = person.submit(&world, stage, "7", Uuid::new_v4()).await;
    handed_in.expect("in time");
    let jurors = world.appoint_jury(stages[0].challenge).await;
    world.travel_to(stages[0].close_time).await;
    world.close_and_open(stage).await;
    world.declare_all(&jurors, stage).await;
    review_all(&world, &jurors, stage).await;
    world.judge(&jurors[0], stage).await.expect("complete");
    for (statement, constraint) in [
        ("UPDATE review SET remarks = ''", "review_judged_is_kept"),
        (
            "UPDATE review_score SET points = 0",
            "review_score_judged_is_kept",
        ),
        (
            "INSERT INTO review_score SELECT work, account, 'more', 1 FROM review",
            "review_score_judged_is_kept",
        ),
    ] {
        let done = sqlx::raw_sql(statement)
            .execute(world.ctx.database.pool())
            .await;
        let error = done.expect_err("is refused");
        let error = error.as_database_error().expect("is the database's");
        assert_eq!(error.constraint(), Some(constraint), "{statement}");
    }
}
