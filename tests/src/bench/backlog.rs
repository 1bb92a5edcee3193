//! A backlog: events that were written while the broker was away.

use bytes::Bytes;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Ground, error::Result};

/// The stream that the backlog goes to.
pub const STREAM: &str = "LINIA_CHALLENGES";
/// What a reader of it filters by.
pub const FILTER: &str = "linia.v1.challenges.question.>";

// Half of the questions' events tell that one was asked, half that it was answered, over a thousand
// challenges; what the payload says is what the service writes.
const EVENTS: &str = r#"
    INSERT INTO challenges.outbox_event
        (id, audience, aggregate_id, version, type, occur_time, payload)
    SELECT
        gen_random_uuid(), 'internal', question, version,
        CASE version
            WHEN 1 THEN 'linia.challenges.events.v1.QuestionAsked'
            ELSE 'linia.challenges.events.v1.QuestionAnswered'
        END,
        linia.linia_now() + (number * 2 + version) * interval '1 microsecond',
        '{"question":"questions/' || question || '","challenge":"challenges/' || challenge
            || '","authority":"organizations/' || challenge || '"'
            || CASE version WHEN 1 THEN '}' ELSE ',"asker":"accounts/' || question || '"}' END
    FROM (
        SELECT
            number, gen_random_uuid() AS question,
            md5('challenge ' || number % 1000)::uuid AS challenge
        FROM generate_series(1, $1 / 2) AS number
    ) AS asked
    CROSS JOIN generate_series(1, 2) AS version
    ORDER BY number, version
"#;

const PENDING: &str = "
    INSERT INTO challenges.outbox_pending (position, audience)
    SELECT position, audience FROM challenges.outbox_event WHERE position > $1
";

/// Writes `count` events into the journal of challenges, which must not run, and makes them
/// pending. The planner is told, as it would be in the time that a real backlog takes to grow.
///
/// # Errors
/// If Postgres refuses.
pub async fn write(ground: &Ground, count: i64) -> Result<()> {
    let mut superuser = ground.superuser().await?;
    let last: i64 =
        sqlx::query_scalar("SELECT coalesce(max(position), 0) FROM challenges.outbox_event")
            .fetch_one(&mut superuser)
            .await?;
    sqlx::query(EVENTS)
        .bind(count)
        .execute(&mut superuser)
        .await?;
    sqlx::query(PENDING)
        .bind(last)
        .execute(&mut superuser)
        .await?;
    sqlx::raw_sql("ANALYZE challenges.outbox_event, challenges.outbox_pending")
        .execute(&mut superuser)
        .await?;
    Ok(())
}

/// Whether nothing is pending any more.
///
/// # Errors
/// If Postgres refuses.
pub async fn is_drained(superuser: &mut PgConnection) -> Result<bool> {
    let pending: bool = sqlx::query_scalar(
        "SELECT EXISTS (SELECT FROM challenges.outbox_pending WHERE audience = 'internal')",
    )
    .fetch_one(superuser)
    .await?;
    Ok(!pending)
}

/// A payload as long as those of the backlog.
#[must_use]
pub fn payload(question: Uuid) -> Bytes {
    let challenge = Uuid::nil();
    format!(
        r#"{{"question":"questions/{question}","challenge":"challenges/{challenge}","authority":"organizations/{challenge}"}}"#
    )
    .into()
}
