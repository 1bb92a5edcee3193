//! Laureates since they were revealed, and which contests were awarded.

use linia_chassis::{
    database::DbError,
    id::{ChallengeId, EntryId, StageId, WorkId},
};
use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::domain::{decision::Laureate, stage::Stage};

/// Stores who is behind winning works of a stage; `called_for` is the work whose
/// prize fell away, if they step in for it.
pub async fn insert_all(
    conn: &mut PgConnection,
    stage: &Stage,
    laureates: &[Laureate],
    called_for: Option<WorkId>,
) -> Result<(), DbError> {
    let works: Vec<_> = laureates.iter().map(|it| it.work.as_uuid()).collect();
    let entries: Vec<_> = laureates.iter().map(|it| it.entry.id.as_uuid()).collect();
    let ranks: Vec<_> = laureates.iter().map(|it| it.rank).collect();
    sqlx::query!(
        "INSERT INTO laureate (work, entry, stage, challenge, rank, called_for) \
         SELECT l.work, l.entry, $1, $2, l.rank, $6 \
         FROM unnest($3::uuid[], $4::uuid[], $5::integer[]) AS l (work, entry, rank)",
        stage.id.as_uuid(),
        stage.challenge.as_uuid(),
        &works,
        &entries,
        &ranks,
        called_for.map(|work| work.as_uuid()),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The entry behind a work that has held a prize.
pub async fn find_entry(conn: &mut PgConnection, work: WorkId) -> Result<Option<EntryId>, DbError> {
    let entry = sqlx::query_scalar!("SELECT entry FROM laureate WHERE work = $1", work.as_uuid())
        .fetch_optional(conn)
        .await?;
    Ok(entry.map(EntryId::from))
}

/// Every work of a stage that has ever held a prize.
pub async fn list_works(conn: &mut PgConnection, stage: StageId) -> Result<Vec<WorkId>, DbError> {
    let works = sqlx::query_scalar!(
        "SELECT work FROM laureate WHERE stage = $1 ORDER BY work",
        stage.as_uuid(),
    )
    .fetch_all(conn)
    .await?;
    Ok(works.into_iter().map(WorkId::from).collect())
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
