//! Ends of contests, from which their records are kept.

use linia_chassis::{database::DbError, id::ChallengeId};
use sqlx::PgConnection;
use time::OffsetDateTime;

/// Notes that a contest ended; a later end prolongs the term.
pub async fn save(
    conn: &mut PgConnection,
    challenge: ChallengeId,
    end_time: OffsetDateTime,
    retain_until: OffsetDateTime,
) -> Result<(), DbError> {
    sqlx::query!(
        "INSERT INTO contest_end (challenge, end_time, retain_until) VALUES ($1, $2, $3) \
         ON CONFLICT (challenge) DO UPDATE \
         SET end_time = EXCLUDED.end_time, retain_until = EXCLUDED.retain_until \
         WHERE contest_end.end_time < EXCLUDED.end_time",
        challenge.as_uuid(),
        end_time,
        retain_until,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Whether a contest has ended.
pub async fn exists(conn: &mut PgConnection, challenge: ChallengeId) -> Result<bool, DbError> {
    let found = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM contest_end WHERE challenge = $1) AS "found!""#,
        challenge.as_uuid(),
    )
    .fetch_one(conn)
    .await?;
    Ok(found)
}
