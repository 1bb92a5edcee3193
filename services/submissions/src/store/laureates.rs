//! Laureates since they were revealed, and which contests were awarded.

use linia_chassis::{database::DbError, id::ChallengeId};
use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::domain::{decision::Laureate, stage::Stage};

/// Stores who is behind the winning works of a stage.
pub async fn insert_all(
    conn: &mut PgConnection,
    stage: &Stage,
    laureates: &[Laureate],
) -> Result<(), DbError> {
    let works: Vec<_> = laureates.iter().map(|it| it.work.as_uuid()).collect();
    let entries: Vec<_> = laureates.iter().map(|it| it.entry.id.as_uuid()).collect();
    let ranks: Vec<_> = laureates.iter().map(|it| it.rank).collect();
    sqlx::query!(
        "INSERT INTO laureate (work, entry, stage, challenge, rank) \
         SELECT l.work, l.entry, $1, $2, l.rank \
         FROM unnest($3::uuid[], $4::uuid[], $5::integer[]) AS l (work, entry, rank)",
        stage.id.as_uuid(),
        stage.challenge.as_uuid(),
        &works,
        &entries,
        &ranks,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Notes that the prizes of a contest were awarded.
pub async fn insert_award(
    conn: &mut PgConnection,
    challenge: ChallengeId,
    time: OffsetDateTime,
) -> Result<(), DbError> {
    sqlx::query!(
        "INSERT INTO award (challenge, award_time) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        challenge.as_uuid(),
        time,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Whether the prizes of a contest were awarded.
pub async fn is_awarded(conn: &mut PgConnection, challenge: ChallengeId) -> Result<bool, DbError> {
    let found = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM award WHERE challenge = $1) AS "found!""#,
        challenge.as_uuid(),
    )
    .fetch_one(conn)
    .await?;
    Ok(found)
}
