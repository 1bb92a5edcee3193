//! What belongs to a contest is kept for four years, whoever deletes (rule 8).

use linia_submissions::{
    app::retain_contest::retain_contest_in_tx, domain::retention::retain_until,
};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::{
    contest::review_all,
    protocol::Scene,
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
const OF_THE_MOMENT: [(&str, &str); 8] = [
    ("stage", "follows challenges, and is filled again"),
    ("admission", "follows challenges, and is filled again"),
    (
        "individual_extension",
        "follows challenges, and is filled again",
    ),
    ("draft", "is gone with its stage"),
    ("erased_account", "follows identity; belongs to no contest"),
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
    // An end that somebody made up, long ago, opens nothing.
    let forged = "INSERT INTO contest_end \
                  SELECT challenge, '2000-01-01Z', '2004-01-01Z' FROM closing";
    assert_eq!(refused(&world, forged).await, None);
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
    for (statement, why) in [
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
        let told = refused(&world, statement).await;
        assert_eq!(told.as_deref(), Some(why), "{statement}");
    }
}

/// Has a statement done as the service itself; tells the constraint that forbids
/// it, or what is said where there is none.
async fn refused(world: &World, statement: &'static str) -> Option<String> {
    let done = sqlx::raw_sql(statement)
        .execute(world.ctx.database.pool())
        .await;
    let error = done.err()?;
    let error = error.as_database_error().expect("is the database's");
    Some(error.constraint().unwrap_or(error.message()).to_owned())
}

#[tokio::test]
async fn who_entered_read_and_judged_stays_after_the_judgement() {
    let scene = Scene::open(2).await;
    scene.draw().await;
    scene.cure_the_first().await;
    scene.judge().await;
    let immutable = "table declaration keeps its rows as they were written";
    for (statement, why) in [
        ("UPDATE entry SET accounts = '{}'", "entry_is_kept"),
        ("UPDATE entry SET co_authors = accounts", "entry_is_kept"),
        ("UPDATE entry SET counting = '\\x00'", "entry_is_kept"),
        (
            "INSERT INTO entry (id, stage, challenge, entrant, accounts, state, counting) \
             SELECT gen_random_uuid(), stage, challenge, 'teams/' || gen_random_uuid(), accounts, \
                 state, counting FROM entry",
            "entry_judged_is_kept",
        ),
        (
            "UPDATE juror SET qualified = NOT qualified",
            "juror_judged_is_kept",
        ),
        ("UPDATE juror SET chair = false", "juror_judged_is_kept"),
        (
            "UPDATE juror SET appoint_time = appoint_time - interval '1 day'",
            "juror_judged_is_kept",
        ),
        (
            "INSERT INTO juror (challenge, account, chair, qualified, appoint_time) \
             SELECT challenge, gen_random_uuid(), false, true, appoint_time FROM juror",
            "juror_judged_is_kept",
        ),
        ("UPDATE declaration SET sealed_conflicts = NULL", immutable),
        (
            "INSERT INTO declaration (stage, account, declare_time, conflicts) \
             SELECT stage, gen_random_uuid(), declare_time, conflicts FROM declaration",
            "declaration_judged_is_kept",
        ),
        (
            "UPDATE work_supplement SET text = ''",
            "work_supplement_judged_is_kept",
        ),
        (
            "UPDATE assignment SET state = 'released'",
            "assignment_judged_is_kept",
        ),
    ] {
        let told = refused(&scene.world, statement).await;
        assert_eq!(told.as_deref(), Some(why), "{statement}");
    }
    // What becomes of an entry is still to be decided.
    let decided = "UPDATE entry SET state = 'not_advanced'";
    assert_eq!(refused(&scene.world, decided).await, None);
}

#[tokio::test]
async fn who_has_left_a_jury_stays_away_for_the_reason_given() {
    let scene = Scene::open(0).await;
    for statement in [
        "UPDATE juror SET recuse_time = NULL, recusal_reason = NULL",
        "UPDATE juror SET recusal_reason = 'ill' WHERE recuse_time IS NOT NULL",
    ] {
        let told = refused(&scene.world, statement).await;
        assert_eq!(told.as_deref(), Some("juror_judged_is_kept"), "{statement}");
    }
    let promoted = "UPDATE juror SET qualified = false WHERE NOT chair AND recuse_time IS NULL";
    assert_eq!(
        refused(&scene.world, promoted).await,
        None,
        "it still judges"
    );
}

#[tokio::test]
async fn end_of_a_contest_only_moves_later() {
    let world = World::create().await;
    let challenge = world.publish(1).await[0].challenge;
    let end = world.now().await;
    let note = async |end| {
        let mut tx = world.ctx.database.begin_write().await.expect("begins");
        let noted = retain_contest_in_tx(&mut tx, challenge, end).await;
        noted.expect("is noted");
        tx.commit().await.expect("commits");
    };
    note(end).await;
    for earlier in [
        "UPDATE contest_end SET end_time = '2000-01-01Z', retain_until = '2004-01-01Z'",
        "UPDATE contest_end SET retain_until = retain_until - interval '1 second', \
             end_time = end_time - interval '1 second'",
        "UPDATE contest_end SET challenge = gen_random_uuid()",
    ] {
        let told = refused(&world, earlier).await;
        assert_eq!(
            told.as_deref(),
            Some("contest_end_moves_later"),
            "{earlier}"
        );
    }
    // As after an appeal; what is heard again of the first end changes nothing.
    note(end + Duration::days(90)).await;
    note(end).await;
    let noted: OffsetDateTime = sqlx::query_scalar("SELECT end_time FROM contest_end")
        .fetch_one(world.ctx.database.pool())
        .await
        .expect("is noted");
    assert_eq!(noted, end + Duration::days(90));
}
