//! Prizes that fell away, and which of them were awarded anew.

use linia_chassis::{
    database::DbError,
    id::{ChallengeId, StageId, WorkId},
};
use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::domain::runner_up::RunnerUpCall;

/// How many prizes of a stage fell away.
pub async fn count_calls(conn: &mut PgConnection, stage: StageId) -> Result<i64, DbError> {
    let count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM runner_up_call WHERE stage = $1"#,
        stage.as_uuid(),
    )
    .fetch_one(conn)
    .await?;
    Ok(count)
}

/// Notes that a prize fell away.
pub async fn insert_call(conn: &mut PgConnection, call: &RunnerUpCall) -> Result<(), DbError> {
    sqlx::query!(
        "INSERT INTO runner_up_call (work, stage, challenge, number, account, reason, call_time) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        call.work.as_uuid(),
        call.stage.as_uuid(),
        call.challenge.as_uuid(),
        call.number,
        call.account.as_uuid(),
        call.reason,
        call.call_time,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The prize that a work held and that fell away.
pub async fn find_call(
    conn: &mut PgConnection,
    work: WorkId,
) -> Result<Option<RunnerUpCall>, DbError> {
    let row = sqlx::query!(
        "SELECT work, stage, challenge, number, account, reason, call_time \
         FROM runner_up_call WHERE work = $1",
        work.as_uuid(),
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| RunnerUpCall {
        work: row.work.into(),
        stage: row.stage.into(),
        challenge: row.challenge.into(),
        number: row.number,
        account: row.account.into(),
        reason: row.reason,
        call_time: row.call_time,
    }))
}

/// Notes that the prize of a work was awarded anew.
pub async fn insert_award(
    conn: &mut PgConnection,
    called_for: WorkId,
    challenge: ChallengeId,
    time: OffsetDateTime,
) -> Result<(), DbError> {
    sqlx::query!(
        "INSERT INTO runner_up_award (called_for, challenge, award_time) VALUES ($1, $2, $3)",
        called_for.as_uuid(),
        challenge.as_uuid(),
        time,
    )
    .execute(conn)
    .await?;
    Ok(())
}
