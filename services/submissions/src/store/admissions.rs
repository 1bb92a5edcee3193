//! The replica of challenges' admissions.

use linia_chassis::{
    database::DbError,
    id::{ChallengeId, EntrantName},
};
use sqlx::PgConnection;

/// Notes that an entrant may enter. Harmless if it was noted before.
pub async fn save(
    conn: &mut PgConnection,
    challenge: ChallengeId,
    entrant: &EntrantName,
) -> Result<(), DbError> {
    sqlx::query!(
        "INSERT INTO admission (challenge, entrant) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        challenge.as_uuid(),
        entrant.to_string(),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Whether an entrant may enter.
pub async fn exists(
    conn: &mut PgConnection,
    challenge: ChallengeId,
    entrant: &EntrantName,
) -> Result<bool, DbError> {
    let exists = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM admission WHERE challenge = $1 AND entrant = $2) AS "exists!""#,
        challenge.as_uuid(),
        entrant.to_string(),
    )
    .fetch_one(conn)
    .await?;
    Ok(exists)
}
