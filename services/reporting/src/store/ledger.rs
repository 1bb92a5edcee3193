//! The table `ledger_line`.

use linia_chassis::{database::DbError, id::ChallengeId};
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::domain::LedgerLine;

pub(super) async fn insert(conn: &mut PgConnection, lines: &[LedgerLine]) -> Result<(), DbError> {
    if lines.is_empty() {
        return Ok(());
    }
    let challenges: Vec<Uuid> = lines.iter().map(|line| line.challenge.as_uuid()).collect();
    let times: Vec<OffsetDateTime> = lines.iter().map(|line| line.event_time).collect();
    let ids: Vec<Uuid> = lines.iter().map(|line| line.event_id).collect();
    let types: Vec<&str> = lines.iter().map(|line| line.event_type.as_str()).collect();
    let aggregates: Vec<Uuid> = lines.iter().map(|line| line.aggregate_id).collect();
    sqlx::query!(
        "INSERT INTO ledger_line (challenge, event_time, event_id, event_type, aggregate_id)
         SELECT * FROM UNNEST($1::uuid[], $2::timestamptz[], $3::uuid[], $4::text[], $5::uuid[])
         ON CONFLICT DO NOTHING",
        &challenges,
        &times,
        &ids,
        &types as &[&str],
        &aggregates,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Returns what happened to a challenge after a position, in order of time.
pub(crate) async fn list(
    conn: &mut PgConnection,
    challenge: ChallengeId,
    after: Option<(OffsetDateTime, Uuid)>,
    limit: i64,
) -> Result<Vec<LedgerLine>, DbError> {
    let (time, id) = after.unzip();
    let lines = sqlx::query_as!(
        LedgerLine,
        "SELECT challenge, event_time, event_id, event_type, aggregate_id FROM ledger_line
         WHERE challenge = $1
           AND ($2::timestamptz IS NULL OR (event_time, event_id) > ($2, $3))
         ORDER BY event_time, event_id
         LIMIT $4",
        challenge.as_uuid(),
        time,
        id,
        limit,
    )
    .fetch_all(conn)
    .await?;
    Ok(lines)
}
