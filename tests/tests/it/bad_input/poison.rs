//! An event that cannot be decoded is parked, and the rest goes on.

use std::time::Duration;

use linia_tests::stack::retry::poll_until;
use linia_tests::story::Person;
use serde_json::{Value, json};
use sqlx::Connection as _;
use sqlx::postgres::PgConnection;
use uuid::Uuid;

use super::samples::challenge;
use super::stand::{Authority, Stand, text};
use super::table::{Table, not_found, state};

const PATIENCE: Duration = Duration::from_secs(60);
const PUBLISHED: &str = "linia.challenges.events.v1.ChallengePublished";

/// Everybody who reads what challenges tells, and where.
const READERS: [(&str, &str); 3] = [
    ("submissions", "submissions_projection"),
    ("notifications", "notifications"),
    ("reporting", "reporting_projection"),
];

#[tokio::test(flavor = "multi_thread")]
async fn event_that_cannot_be_decoded_is_parked_and_the_rest_goes_on() {
    let stand = Stand::start("poison").await;
    let operator = stand.operator().await;
    let tychy = stand.authority(&operator, "Tychy", "8567346215").await;
    let aggregate = Uuid::new_v4();
    tell(
        &stand,
        aggregate,
        1,
        "{\"challenge\": 7, \"titles\": \"\\ud800",
    )
    .await;
    // Sound, but it follows.
    tell(&stand, aggregate, 2, "{}").await;

    what_is_told_afterwards_is_handled(&stand, &tychy).await;
    for (service, consumer) in READERS {
        let letters = dead_letters(&stand, &operator, service, aggregate).await;
        for (index, letter) in letters.iter().enumerate() {
            assert_eq!(letter["consumer"], consumer);
            assert_eq!(letter["version"], (index + 1).to_string());
            assert_eq!(letter["eventType"], PUBLISHED);
            assert!(!text(&letter["reason"]).is_empty());
        }
    }
    redrive_changes_nothing(&stand, &operator, aggregate).await;
    stand.world.end().await;
}

/// Writes an event into the journal of challenges, as a mistake in the program would.
async fn tell(stand: &Stand, aggregate: Uuid, version: i64, payload: &str) {
    let url = stand
        .world
        .system
        .postgres
        .superuser_url(stand.world.system.database());
    let mut connection = PgConnection::connect(&url).await.unwrap();
    sqlx::query(
        "WITH event AS ( \
             INSERT INTO challenges.outbox_event \
                 (id, audience, aggregate_id, version, type, occur_time, payload) \
             VALUES ($1, 'internal', $2, $3, $4, linia.linia_now(), $5) RETURNING position) \
         INSERT INTO challenges.outbox_pending SELECT position, 'internal' FROM event",
    )
    .bind(Uuid::now_v7())
    .bind(aggregate)
    .bind(version)
    .bind(PUBLISHED)
    .bind(payload)
    .execute(&mut connection)
    .await
    .unwrap();
    connection.close().await.unwrap();
}

/// A challenge is published; whoever reads of it knows.
async fn what_is_told_afterwards_is_handled(stand: &Stand, authority: &Authority) {
    let published = stand.published(authority, &challenge(stand)).await;
    let of = json!({"challenge": published["name"]});
    let editor = authority.editor.clients();
    let handled = poll_until(PATIENCE, async || {
        let reported = stand
            .wire
            .call(editor, "ReportService/GetChallengeReport", &of)
            .await;
        let told = stand
            .wire
            .done(editor, "InboxService/ListNotifications", json!({}))
            .await;
        let told = told["notifications"].as_array()?.iter();
        let mut told = told.filter(|it| it["subject"] == published["name"]);
        (reported.is_ok() && told.next().is_some()).then_some(())
    });
    handled.await.expect("reporting and notifications go on");
    let jury = stand.wire.done(editor, "JuryService/ListJurors", of).await;
    assert_eq!(jury, json!({}), "submissions knows the contest");
}

/// Waits until both events of the aggregate are set aside.
async fn dead_letters(
    stand: &Stand,
    operator: &Person,
    service: &str,
    aggregate: Uuid,
) -> Vec<Value> {
    let rpc = format!("EventAdminService/ListDeadLetters@{service}");
    let parked = poll_until(PATIENCE, async || {
        let list = stand.wire.done(operator.clients(), &rpc, json!({})).await;
        let letters = list["deadLetters"].as_array()?.clone();
        assert!(
            letters
                .iter()
                .all(|it| it["aggregateId"] == aggregate.to_string())
        );
        (letters.len() == 2).then_some(letters)
    });
    let mut letters = parked
        .await
        .unwrap_or_else(|| panic!("{service} parks both"));
    letters.sort_by_key(|letter| text(&letter["version"]));
    letters
}

async fn redrive_changes_nothing(stand: &Stand, operator: &Person, aggregate: Uuid) {
    let mut table = Table::new(&stand.wire);
    for (service, consumer) in READERS {
        let before = dead_letters(stand, operator, service, aggregate).await;
        let rpc = format!("EventAdminService/RedriveDeadLetters@{service}");
        let body = |consumer: &str, aggregate: Uuid| json!({"consumer": consumer, "aggregateId": aggregate});
        let who = operator.clients();
        let again = body(consumer, aggregate);
        table
            .refuses(who, &rpc, consumer, again, state("STILL_FAILING"))
            .await;
        let nobody = body("nobody", aggregate);
        table
            .refuses(who, &rpc, "an unknown consumer", nobody, not_found())
            .await;
        let nothing = body(consumer, Uuid::new_v4());
        table
            .refuses(who, &rpc, "nothing parked", nothing, not_found())
            .await;
        let after = dead_letters(stand, operator, service, aggregate).await;
        assert_eq!(before, after, "{service}");
    }
    table.end();
}
