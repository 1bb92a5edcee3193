//! Works: what the jury sees.

use std::collections::{BTreeMap, BTreeSet};

use linia_chassis::{
    database::DbError,
    id::{AccountId, StageId, WorkId},
};
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

use crate::{
    domain::{content::EntryContent, opening::Work, work_code::WorkCode},
    store::corrupt,
};

/// Stores works in the order given, which tells nothing.
pub async fn insert_all(
    conn: &mut PgConnection,
    stage: StageId,
    works: &[Work],
) -> Result<(), DbError> {
    let ids: Vec<_> = works.iter().map(|work| work.id.as_uuid()).collect();
    let codes: Vec<_> = works.iter().map(|work| work.code.to_string()).collect();
    let titles: Vec<_> = works
        .iter()
        .map(|work| work.content.title.clone())
        .collect();
    let texts: Vec<_> = works.iter().map(|work| work.content.text.clone()).collect();
    let fields: Vec<_> = works
        .iter()
        .map(|work| Json(&work.content.fields))
        .collect();
    sqlx::query!(
        "INSERT INTO work (id, stage, code, title, text, fields) \
         SELECT w.id, $1, w.code, w.title, w.text, w.fields \
         FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::jsonb[]) \
             AS w (id, code, title, text, fields)",
        stage.as_uuid(),
        &ids,
        &codes,
        &titles,
        &texts,
        &fields as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A page of a stage's works in the order of their codes.
pub async fn list(
    conn: &mut PgConnection,
    stage: StageId,
    after_code: Option<&str>,
    limit: i64,
) -> Result<Vec<Work>, DbError> {
    let rows = sqlx::query_as!(
        WorkRow,
        r#"SELECT id, code, title, text, fields AS "fields: Json<BTreeMap<String, String>>" FROM work
        WHERE stage = $1 AND ($2::text IS NULL OR code > $2)
        ORDER BY code LIMIT $3"#,
        stage.as_uuid(),
        after_code,
        limit,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(Work::try_from).collect()
}

/// A page of what a juror reads, in the order of the codes: what is assigned,
/// or everything if no reader is named; nothing that was excluded.
pub async fn list_to_read(
    conn: &mut PgConnection,
    stage: StageId,
    reader: Option<AccountId>,
    after_code: Option<&str>,
    limit: i64,
) -> Result<Vec<(Work, String)>, DbError> {
    let rows = sqlx::query!(
        r#"SELECT w.id, w.code, w.title, w.text,
            w.fields AS "fields: Json<BTreeMap<String, String>>",
            coalesce(s.text, '') AS "supplement!"
        FROM work w LEFT JOIN work_supplement s ON s.work = w.id
        WHERE w.stage = $1 AND ($3::text IS NULL OR w.code > $3)
          AND NOT EXISTS (SELECT FROM work_exclusion e WHERE e.work = w.id)
          AND ($2::uuid IS NULL OR EXISTS (SELECT FROM assignment a
              WHERE a.work = w.id AND a.account = $2 AND a.state = 'assigned'))
        ORDER BY w.code LIMIT $4"#,
        stage.as_uuid(),
        reader.map(|reader| reader.as_uuid()),
        after_code,
        limit,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let work = WorkRow {
                id: row.id,
                code: row.code,
                title: row.title,
                text: row.text,
                fields: row.fields,
            };
            Ok((Work::try_from(work)?, row.supplement))
        })
        .collect()
}

/// Whether [`list_to_read`] has a work.
pub async fn is_to_read(
    conn: &mut PgConnection,
    work: WorkId,
    reader: Option<AccountId>,
) -> Result<bool, DbError> {
    let is_to_read = sqlx::query_scalar!(
        r#"SELECT NOT EXISTS (SELECT FROM work_exclusion e WHERE e.work = $1)
          AND ($2::uuid IS NULL OR EXISTS (SELECT FROM assignment a
              WHERE a.work = $1 AND a.account = $2 AND a.state = 'assigned')) AS "is!""#,
        work.as_uuid(),
        reader.map(|reader| reader.as_uuid()),
    )
    .fetch_one(conn)
    .await?;
    Ok(is_to_read)
}

/// The ids of a stage's works, in no order.
pub async fn list_ids(
    conn: &mut PgConnection,
    stage: StageId,
) -> Result<BTreeSet<WorkId>, DbError> {
    let ids = sqlx::query_scalar!("SELECT id FROM work WHERE stage = $1", stage.as_uuid())
        .fetch_all(conn)
        .await?;
    Ok(ids.into_iter().map(WorkId::from).collect())
}

/// Locks works against other changes of their standing, in sorted order.
pub async fn lock_all(conn: &mut PgConnection, works: &[WorkId]) -> Result<(), DbError> {
    let ids: Vec<_> = works.iter().map(WorkId::as_uuid).collect();
    sqlx::query!(
        "SELECT id FROM work WHERE id = ANY ($1) ORDER BY id FOR UPDATE",
        &ids,
    )
    .fetch_all(conn)
    .await?;
    Ok(())
}

/// The code of a work.
pub async fn find_code(conn: &mut PgConnection, work: WorkId) -> Result<Option<WorkCode>, DbError> {
    let code = sqlx::query_scalar!("SELECT code FROM work WHERE id = $1", work.as_uuid())
        .fetch_optional(conn)
        .await?;
    code.map(|code| code.parse().map_err(corrupt)).transpose()
}

/// The stage that a work belongs to.
pub async fn find_stage(conn: &mut PgConnection, work: WorkId) -> Result<Option<StageId>, DbError> {
    let stage = sqlx::query_scalar!("SELECT stage FROM work WHERE id = $1", work.as_uuid())
        .fetch_optional(conn)
        .await?;
    Ok(stage.map(StageId::from))
}

struct WorkRow {
    id: Uuid,
    code: String,
    title: String,
    text: String,
    fields: Json<BTreeMap<String, String>>,
}

impl TryFrom<WorkRow> for Work {
    type Error = DbError;

    fn try_from(row: WorkRow) -> Result<Self, DbError> {
        Ok(Self {
            id: row.id.into(),
            code: row.code.parse::<WorkCode>().map_err(corrupt)?,
            content: EntryContent {
                title: row.title,
                text: row.text,
                fields: row.fields.0,
                attachments: Vec::new(),
            },
        })
    }
}
