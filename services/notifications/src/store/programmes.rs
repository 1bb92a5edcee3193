//! The table `programme`.

use std::collections::BTreeMap;

use linia_chassis::id::ProgrammeId;
use sqlx::{PgConnection, types::Json};

use super::StoreError;
use crate::domain::{ProgrammeSummary, Titles};

type Texts = BTreeMap<String, String>;

/// Learns a published programme with its phases.
pub(crate) async fn insert(
    conn: &mut PgConnection,
    programme: ProgrammeId,
    summary: &ProgrammeSummary,
) -> Result<(), StoreError> {
    let phases = summary.phases.iter();
    let phases: Vec<Json<&Texts>> = phases.map(|it| Json(&it.by_language)).collect();
    sqlx::query!(
        "INSERT INTO programme (id, source_language, titles, phase_titles) VALUES ($1, $2, $3, $4)
         ON CONFLICT (id) DO NOTHING",
        programme.as_uuid(),
        summary.titles.source_language,
        Json(&summary.titles.by_language) as _,
        &phases as &[Json<&Texts>],
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Returns a published programme with its phases.
pub(crate) async fn find(
    conn: &mut PgConnection,
    programme: ProgrammeId,
) -> Result<Option<ProgrammeSummary>, StoreError> {
    let row = sqlx::query!(
        r#"SELECT source_language, titles AS "titles: Json<Texts>",
                  phase_titles AS "phase_titles: Vec<Json<Texts>>"
           FROM programme WHERE id = $1"#,
        programme.as_uuid(),
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| {
        let titles = |by_language: Json<Texts>| Titles {
            source_language: row.source_language.clone(),
            by_language: by_language.0,
        };
        ProgrammeSummary {
            titles: titles(row.titles),
            phases: row.phase_titles.into_iter().map(titles).collect(),
        }
    }))
}
