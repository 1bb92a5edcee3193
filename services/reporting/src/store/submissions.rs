//! The facts about stages, entries and jurors. Each batch is one statement per table.

use linia_chassis::database::DbError;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::domain::{JudgedStage, JurorChange, OpenedEntry, OpenedStage, RevealedLaureate};

pub(super) async fn opened_stages(
    conn: &mut PgConnection,
    rows: &[OpenedStage],
) -> Result<(), DbError> {
    if rows.is_empty() {
        return Ok(());
    }
    let stages: Vec<Uuid> = rows.iter().map(|row| row.stage.as_uuid()).collect();
    let work_counts: Vec<i32> = rows.iter().map(|row| row.work_count).collect();
    sqlx::query!(
        "INSERT INTO opened_stage (stage, work_count)
         SELECT * FROM UNNEST($1::uuid[], $2::int[])
         ON CONFLICT DO NOTHING",
        &stages,
        &work_counts,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn judged_stages(
    conn: &mut PgConnection,
    rows: &[JudgedStage],
) -> Result<(), DbError> {
    if rows.is_empty() {
        return Ok(());
    }
    let stages: Vec<Uuid> = rows.iter().map(|row| row.stage.as_uuid()).collect();
    let versions: Vec<i64> = rows.iter().map(|row| row.version).collect();
    let review_counts: Vec<i32> = rows.iter().map(|row| row.review_count).collect();
    let selected_counts: Vec<i32> = rows.iter().map(|row| row.selected_count).collect();
    sqlx::query!(
        "INSERT INTO judged_stage (stage, version, review_count, selected_count)
         SELECT DISTINCT ON (stage) stage, version, review_count, selected_count
         FROM UNNEST($1::uuid[], $2::bigint[], $3::int[], $4::int[])
             AS j (stage, version, review_count, selected_count)
         ORDER BY stage, version DESC
         ON CONFLICT (stage) DO UPDATE SET version = EXCLUDED.version,
             review_count = EXCLUDED.review_count, selected_count = EXCLUDED.selected_count
         WHERE judged_stage.version < EXCLUDED.version",
        &stages,
        &versions,
        &review_counts,
        &selected_counts,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn opened_entries(
    conn: &mut PgConnection,
    rows: &[OpenedEntry],
) -> Result<(), DbError> {
    if rows.is_empty() {
        return Ok(());
    }
    let stages: Vec<Uuid> = rows.iter().map(|row| row.stage.as_uuid()).collect();
    let entries: Vec<Uuid> = rows.iter().map(|row| row.entry.as_uuid()).collect();
    let withdrawn: Vec<bool> = rows.iter().map(|row| row.withdrawn).collect();
    sqlx::query!(
        "INSERT INTO opened_entry (stage, entry, withdrawn)
         SELECT * FROM UNNEST($1::uuid[], $2::uuid[], $3::bool[])
         ON CONFLICT DO NOTHING",
        &stages,
        &entries,
        &withdrawn,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn revealed_laureates(
    conn: &mut PgConnection,
    rows: &[RevealedLaureate],
) -> Result<(), DbError> {
    if rows.is_empty() {
        return Ok(());
    }
    let challenges: Vec<Uuid> = rows.iter().map(|row| row.challenge.as_uuid()).collect();
    let works: Vec<Uuid> = rows.iter().map(|row| row.work.as_uuid()).collect();
    sqlx::query!(
        "INSERT INTO revealed_laureate (challenge, work)
         SELECT * FROM UNNEST($1::uuid[], $2::uuid[])
         ON CONFLICT DO NOTHING",
        &challenges,
        &works,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn juror_changes(
    conn: &mut PgConnection,
    rows: &[JurorChange],
) -> Result<(), DbError> {
    if rows.is_empty() {
        return Ok(());
    }
    let challenges: Vec<Uuid> = rows.iter().map(|row| row.challenge.as_uuid()).collect();
    let jurors: Vec<Uuid> = rows.iter().map(|row| row.juror).collect();
    let versions: Vec<i64> = rows.iter().map(|row| row.version).collect();
    let serving: Vec<bool> = rows.iter().map(|row| row.serving).collect();
    sqlx::query!(
        "INSERT INTO juror_change (challenge, juror, version, serving)
         SELECT * FROM UNNEST($1::uuid[], $2::uuid[], $3::bigint[], $4::bool[])
         ON CONFLICT DO NOTHING",
        &challenges,
        &jurors,
        &versions,
        &serving,
    )
    .execute(conn)
    .await?;
    Ok(())
}
