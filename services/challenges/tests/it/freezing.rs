//! What is published is frozen in storage, and an ended contest stays as it
//! ended: every column of it, those too that will be added.

use linia_chassis::id::{AccountId, WorkId};
use linia_proto::challenges::v1::{self as pb, challenge_service_server::ChallengeService as _};
use sqlx::AssertSqlSafe;

use crate::{
    results::judged,
    world::{World, call},
};

/// What the course of a contest writes into a published challenge.
const COURSE: [(&str, &str); 10] = [
    ("state", "where the contest stands"),
    ("remarks", "why it was cancelled or annulled"),
    ("protocol_sha256", "the jury's result arrives"),
    ("propose_time", "with the result"),
    ("decide_time", "the head decides on the result"),
    ("earliest_award_time", "with the decision"),
    ("award_time", "the prizes are awarded"),
    ("update_time", "with each of these"),
    ("version", "with each of these"),
    ("event_version", "with each event"),
];
/// What the course of a contest writes into a published stage. Both have tests
/// of their own.
const STAGE_COURSE: [(&str, &str); 2] = [
    ("close_time", "moves later"),
    (
        "protocol_sha256",
        "the jury's protocol arrives, or is corrected",
    ),
];
/// What may still change when a contest has been awarded or annulled.
const AFTERMATH: [(&str, &str); 3] = [
    ("update_time", "calls of runners-up, decisions on appeals"),
    ("version", "with these"),
    ("event_version", "with these"),
];
/// What may still change when a contest has been cancelled.
const NOTHING_BUT_EVENTS: [(&str, &str); 2] = [
    ("version", "counts changes"),
    ("event_version", "counts events"),
];

impl World {
    /// A changed value for every column of a table but the ones that may
    /// change: each must be refused by this constraint.
    async fn refuses_to_change(&self, table: &str, but: &[(&str, &str)], constraint: &str) {
        let columns: Vec<(String, String)> = sqlx::query_as(
            "SELECT column_name, data_type FROM information_schema.columns \
             WHERE table_schema = current_schema() AND table_name = $1",
        )
        .bind(table)
        .fetch_all(self.database.pool())
        .await
        .expect("is there");
        for (excepted, _) in but {
            let known = columns.iter().any(|(column, _)| column == excepted);
            assert!(known, "{table} has no {excepted}");
        }
        let frozen = |column: &str| but.iter().all(|(excepted, _)| *excepted != column);
        for (column, kind) in columns.iter().filter(|(column, _)| frozen(column)) {
            let value = other_value(column, kind);
            let statement = format!("UPDATE {table} SET {column} = {value}");
            let done = sqlx::raw_sql(AssertSqlSafe(statement))
                .execute(self.database.pool())
                .await;
            let error = done.expect_err(column);
            let violated = error.as_database_error().and_then(|it| it.constraint());
            assert_eq!(violated, Some(constraint), "{table}.{column}: {error}");
        }
    }
}

/// A value that a column of this type does not have.
fn other_value(column: &str, kind: &str) -> String {
    match kind {
        "uuid" => "gen_random_uuid()".to_owned(),
        "text" => format!("coalesce({column}, '') || 'x'"),
        "timestamp with time zone" => {
            format!("coalesce({column}, linia_now()) + INTERVAL '1 hour'")
        }
        "jsonb" => "'[\"other\"]'".to_owned(),
        "boolean" => format!("NOT {column}"),
        "integer" | "bigint" => format!("{column} + 1"),
        "bytea" => "'\\x00'".to_owned(),
        "ARRAY" => format!("{column} || '{{other}}'"),
        other => panic!("{column} is of a type that this test does not know: {other}"),
    }
}

#[tokio::test]
async fn no_column_changes_after_publication_but_what_the_contest_writes() {
    let world = World::new().await;
    world.published().await;
    let frozen = "challenge_published_is_frozen";
    world.refuses_to_change("challenge", &COURSE, frozen).await;
    let frozen = "stage_published_is_frozen";
    world
        .refuses_to_change("stage", &STAGE_COURSE, frozen)
        .await;
}

#[tokio::test]
async fn awarded_contest_stays_as_it_ended() {
    let world = World::new().await;
    world.won_by(AccountId::new(), true).await;
    let ended = "challenge_ended_is_final";
    world
        .refuses_to_change("challenge", &AFTERMATH, ended)
        .await;
}

#[tokio::test]
async fn annulled_contest_stays_as_it_ended() {
    let world = World::new().await;
    let contest = world.published().await;
    let stage = &contest.stages[1].name;
    let told = world.hear(stage, &judged(&contest, WorkId::random())).await;
    told.expect("runs");
    let request = pb::AnnulResultRequest {
        name: contest.name,
        reason: "Wada postępowania.".to_owned(),
    };
    let annulled = world.challenges.annul_result(call(&world.head, request));
    annulled.await.expect("is judged");
    let ended = "challenge_ended_is_final";
    world
        .refuses_to_change("challenge", &AFTERMATH, ended)
        .await;
}

#[tokio::test]
async fn cancelled_contest_stays_as_it_ended() {
    let world = World::new().await;
    let request = pb::CancelChallengeRequest {
        name: world.published().await.name,
        reason: "Brak środków.".to_owned(),
    };
    let cancelled = world
        .challenges
        .cancel_challenge(call(&world.head, request));
    cancelled.await.expect("runs");
    let ended = "challenge_ended_is_final";
    world
        .refuses_to_change("challenge", &NOTHING_BUT_EVENTS, ended)
        .await;
}
