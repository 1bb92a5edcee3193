//! Works: what the jury sees.

use std::collections::BTreeMap;

use linia_chassis::{
    database::DbError,
    id::{StageId, WorkId},
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
