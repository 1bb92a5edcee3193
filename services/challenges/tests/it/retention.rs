//! What belongs to a contest is kept for four years, whoever deletes (rule 8).

use linia_chassis::id::{AccountId, WorkId};
use sqlx::AssertSqlSafe;
use time::Duration;

use crate::{
    results::judged,
    world::{World, time},
};

/// What the other tests say by calls, said at once.
const REST_OF_A_CONTEST: &str = "
    INSERT INTO question (id, challenge, text, create_time)
        SELECT gen_random_uuid(), id, 'Why?', linia_now() FROM challenge;
    INSERT INTO question_asker (question, account) SELECT id, gen_random_uuid() FROM question;
    INSERT INTO amendment (challenge, number, challenge_version, create_time, reason, changes)
        SELECT id, 1, 1000, linia_now(), 'Clearer', '[{}]' FROM challenge;
    INSERT INTO remark (challenge, version, kind, text, author, create_time)
        SELECT id, 1000, 'ACCEPTED', '', gen_random_uuid(), linia_now() FROM challenge;
    INSERT INTO admission (challenge, entrant, state, text, reason, create_time, decide_time)
        SELECT id, 'accounts/' || gen_random_uuid(), 'APPLIED', '', '', linia_now(), NULL FROM challenge;
    INSERT INTO individual_extension
            (challenge, number, stage, entrant, close_time, reason, author, create_time)
        SELECT challenge, 1, id, 'accounts/' || gen_random_uuid(), close_time, 'Ill', gen_random_uuid(), linia_now()
        FROM stage WHERE ordinal = 1;
    INSERT INTO appeal (id, challenge, reference, create_time, decision, reason, decide_time)
        SELECT gen_random_uuid(), id, 'KIO 1', linia_now(), 'DISMISSED', 'Unfounded', linia_now()
        FROM challenge;
    INSERT INTO stage_key_request (caller, stage, purpose, record_sha256, outcome)
        SELECT 'services/submissions', id, 'SEALING', '', 'STAGE_NOT_CLOSED' FROM stage;
    INSERT INTO opening_attempt (caller, stage, of_authority, outcome)
        SELECT 'accounts/' || gen_random_uuid(), id, TRUE, 'APPROVED' FROM stage;";

/// Each table with what deletes all of it, children first.
const KEPT: [(&str, &str); 15] = [
    ("act", "DELETE FROM act"),
    ("appeal", "DELETE FROM appeal"),
    ("individual_extension", "DELETE FROM individual_extension"),
    ("admission", "DELETE FROM admission"),
    ("remark", "DELETE FROM remark"),
    ("amendment", "DELETE FROM amendment"),
    ("question_asker", "DELETE FROM question_asker"),
    ("question", "DELETE FROM question"),
    ("stage_key_request", "DELETE FROM stage_key_request"),
    ("opening_attempt", "DELETE FROM opening_attempt"),
    ("stage_key_share", "DELETE FROM stage_key_share"),
    ("stage_secret", "DELETE FROM stage_secret"),
    ("laureate", "DELETE FROM laureate"),
    ("stage", "DELETE FROM stage"),
    (
        "challenge",
        "DELETE FROM challenge_term; DELETE FROM challenge",
    ),
];

impl World {
    /// The constraint that a statement violates.
    async fn violated_by(&self, statement: String) -> String {
        let done = sqlx::raw_sql(AssertSqlSafe(statement.clone()))
            .execute(self.database.pool())
            .await;
        let error = done.expect_err(&statement);
        let error = error.as_database_error().expect("is the database's");
        error.constraint().expect("is named").to_owned()
    }
}

#[tokio::test]
async fn nothing_of_a_contest_is_deleted_before_four_years_have_passed() {
    let world = World::new().await;
    let name = world.won_by(AccountId::new(), true).await;
    let written = sqlx::raw_sql(REST_OF_A_CONTEST).execute(world.database.pool());
    written.await.expect("fits the tables");

    let must_keep_all = async || {
        for (table, delete) in KEPT {
            let constraint = world.constraint_violated_by(delete).await;
            assert_eq!(constraint, Some(format!("{table}_is_retained")), "{table}");
        }
    };
    must_keep_all().await;
    let awarded = world.get(&world.head, &name).await.expect("is public");
    let end = time(awarded.result.expect("is awarded").award_time);
    let until = end.replace_year(end.year() + 4).expect("is no leap day");
    world.travel_to(until - Duration::minutes(1)).await;
    must_keep_all().await;

    world.travel_to(until + Duration::minutes(1)).await;
    for (table, delete) in KEPT {
        let done = sqlx::raw_sql(delete).execute(world.database.pool()).await;
        assert!(done.is_ok_and(|it| it.rows_affected() > 0), "{table}");
    }
}

#[tokio::test]
async fn contest_that_runs_is_not_deleted_however_old_it_is() {
    let world = World::new().await;
    let name = world.published().await.name;
    let challenge = world.get(&world.head, &name).await.expect("is public");
    let close = time(challenge.stages[1].close_time);
    world.travel_to(close + Duration::days(5 * 366)).await;
    for (constraint, delete) in [
        ("stage_key_share_is_retained", "DELETE FROM stage_key_share"),
        ("stage_secret_is_retained", "DELETE FROM stage_secret"),
        ("stage_is_retained", "DELETE FROM stage"),
    ] {
        let violated = world.constraint_violated_by(delete).await;
        assert_eq!(violated.as_deref(), Some(constraint));
    }
}

#[tokio::test]
async fn keys_of_a_stage_and_the_log_of_requests_are_not_overwritten() {
    let world = World::new().await;
    world.published().await;
    let logged = "INSERT INTO stage_key_request (caller, stage, purpose, record_sha256, outcome)
            SELECT 'services/submissions', id, 'SEALING', '', 'STAGE_NOT_CLOSED' FROM stage;
        INSERT INTO opening_attempt (caller, stage, of_authority, outcome)
            SELECT 'accounts/' || gen_random_uuid(), id, FALSE, 'APPROVED' FROM stage";
    let written = sqlx::raw_sql(logged).execute(world.database.pool()).await;
    written.expect("fits the table");
    for (constraint, statement) in [
        (
            Some("stage_key_share_is_immutable"),
            "UPDATE stage_key_share SET wrapped_share = ''",
        ),
        (None, "UPDATE stage_key_request SET outcome = 'RELEASED'"),
        (None, "UPDATE opening_attempt SET of_authority = TRUE"),
        (None, "UPDATE stage_secret SET wrapped_secret = ''"),
    ] {
        let done = sqlx::raw_sql(statement)
            .execute(world.database.pool())
            .await;
        let error = done.expect_err("is refused");
        let error = error.as_database_error().expect("is the database's");
        assert_eq!(error.code().as_deref(), Some("23001"), "{statement}");
        assert_eq!(error.constraint(), constraint, "{statement}");
    }
}

#[tokio::test]
async fn contest_does_not_end_in_the_past() {
    let world = World::new().await;
    let contest = world.published().await;
    let cancelled = "UPDATE challenge SET state = 'CANCELLED', remarks = 'Why not',
        update_time = update_time - INTERVAL '5 years'";
    let violated = world.constraint_violated_by(cancelled).await;
    assert_eq!(violated.as_deref(), Some("challenge_ends_now"));

    let stage = &contest.stages[1].name;
    let told = world.hear(stage, &judged(&contest, WorkId::random())).await;
    told.expect("runs");
    for ended in [
        "UPDATE challenge SET state = 'RESULT_ANNULLED', remarks = 'Why not',
            decide_time = linia_now() - INTERVAL '5 years'",
        "UPDATE challenge SET state = 'AWARDED', decide_time = linia_now() - INTERVAL '6 years',
            earliest_award_time = linia_now() - INTERVAL '5 years',
            award_time = linia_now() - INTERVAL '5 years'",
    ] {
        let violated = world.constraint_violated_by(ended).await;
        assert_eq!(violated.as_deref(), Some("challenge_ends_now"), "{ended}");
    }
}

#[tokio::test]
async fn nothing_goes_over_to_a_contest_that_may_be_deleted() {
    let world = World::new().await;
    world.won_by(AccountId::new(), true).await;
    let written = sqlx::raw_sql(REST_OF_A_CONTEST).execute(world.database.pool());
    written.await.expect("fits the tables");
    let undecided = "INSERT INTO appeal (id, challenge, reference, create_time)
        SELECT gen_random_uuid(), id, 'KIO 2', linia_now() FROM challenge";
    let written = sqlx::raw_sql(undecided).execute(world.database.pool());
    written.await.expect("fits the table");
    let other = world.draft().await.name;
    let other = other.split('/').nth(1).expect("is a name");
    for table in ["question", "admission", "laureate"] {
        let moved = format!("UPDATE {table} SET challenge = '{other}'");
        assert_eq!(world.violated_by(moved).await, format!("{table}_is_kept"));
    }
    for (statement, constraint) in [
        (
            format!("UPDATE appeal SET challenge = '{other}' WHERE decision IS NULL"),
            "appeal_is_kept",
        ),
        (
            "UPDATE question_asker SET account = gen_random_uuid()".to_owned(),
            "question_asker_is_kept",
        ),
        (
            "UPDATE question SET text = 'Other?'".to_owned(),
            "question_is_kept",
        ),
        // Whoever was not revealed may be deleted with a proposal.
        (
            "UPDATE laureate SET entrant = NULL".to_owned(),
            "laureate_is_kept",
        ),
    ] {
        assert_eq!(world.violated_by(statement).await, constraint);
    }
    let answered = "UPDATE question SET answer = 'Yes', answer_time = linia_now()";
    let done = sqlx::raw_sql(answered).execute(world.database.pool()).await;
    done.expect("waits for its answer");
    let violated = world
        .constraint_violated_by("UPDATE question SET answer = 'No'")
        .await;
    assert_eq!(violated.as_deref(), Some("question_is_kept"));
}
