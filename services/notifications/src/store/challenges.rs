//! The tables `challenge` and `stage`.

use std::collections::BTreeMap;

use linia_chassis::id::ChallengeId;
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

use super::StoreError;
use crate::domain::{ChallengeSummary, StageSummary, Titles};

type Texts = BTreeMap<String, String>;

/// Learns a published challenge with its stages.
pub(crate) async fn insert(
    conn: &mut PgConnection,
    challenge: ChallengeId,
    summary: &ChallengeSummary,
) -> Result<(), StoreError> {
    sqlx::query!(
        "INSERT INTO challenge (id, source_language, time_zone, titles) VALUES ($1, $2, $3, $4)
         ON CONFLICT (id) DO NOTHING",
        challenge.as_uuid(),
        summary.titles.source_language,
        summary.time_zone,
        Json(&summary.titles.by_language) as _,
    )
    .execute(&mut *conn)
    .await?;

    let stages: Vec<Uuid> = summary.stages.iter().map(|it| it.stage.as_uuid()).collect();
    let titles: Vec<Json<&Texts>> = summary
        .stages
        .iter()
        .map(|it| Json(&it.titles.by_language))
        .collect();
    sqlx::query!(
        r#"INSERT INTO stage (id, challenge, ordinal, titles)
           SELECT given.id, $1, given.ordinal, given.titles
           FROM UNNEST($2::uuid[], $3::jsonb[]) WITH ORDINALITY AS given (id, titles, ordinal)
           ON CONFLICT (id) DO NOTHING"#,
        challenge.as_uuid(),
        &stages,
        &titles as &[Json<&Texts>],
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Learns the titles that an amendment gave to a published challenge.
pub(crate) async fn update_titles(
    conn: &mut PgConnection,
    challenge: ChallengeId,
    titles: &Titles,
) -> Result<(), StoreError> {
    sqlx::query!(
        "UPDATE challenge SET titles = $2 WHERE id = $1",
        challenge.as_uuid(),
        Json(&titles.by_language) as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Returns a published challenge with its stages.
pub(crate) async fn find(
    conn: &mut PgConnection,
    challenge: ChallengeId,
) -> Result<Option<ChallengeSummary>, StoreError> {
    let Some(row) = sqlx::query!(
        r#"SELECT source_language, time_zone, titles AS "titles: Json<Texts>"
           FROM challenge WHERE id = $1"#,
        challenge.as_uuid(),
    )
    .fetch_optional(&mut *conn)
    .await?
    else {
        return Ok(None);
    };
    let stages = sqlx::query!(
        r#"SELECT id, titles AS "titles: Json<Texts>" FROM stage
           WHERE challenge = $1 ORDER BY ordinal"#,
        challenge.as_uuid(),
    )
    .fetch_all(conn)
    .await?;

    let titles = |by_language: Json<Texts>| Titles {
        source_language: row.source_language.clone(),
        by_language: by_language.0,
    };
    let stages = stages
        .into_iter()
        .map(|stage| StageSummary {
            stage: stage.id.into(),
            titles: titles(stage.titles),
        })
        .collect();
    Ok(Some(ChallengeSummary {
        stages,
        titles: titles(row.titles),
        time_zone: row.time_zone,
    }))
}
