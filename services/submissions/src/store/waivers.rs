//! Works that are ranked on fewer reviews than the contest states.

use std::collections::BTreeMap;

use linia_chassis::{
    database::DbError,
    id::{AccountId, StageId, WorkId},
};
use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::store::corrupt;

/// A work that fewer reviews suffice for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiver {
    /// The work.
    pub work: WorkId,
    /// How many final reviews suffice.
    pub sufficient_reviews: i32,
    /// Why.
    pub reason: String,
    /// Who waived.
    pub account: AccountId,
    /// When.
    pub time: OffsetDateTime,
}

/// Stores a waiver; the first reason stays.
pub async fn insert(
    conn: &mut PgConnection,
    stage: StageId,
    waiver: &Waiver,
) -> Result<(), DbError> {
    sqlx::query!(
        "INSERT INTO review_waiver (work, sufficient_reviews, stage, reason, account, waive_time) \
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
        waiver.work.as_uuid(),
        waiver.sufficient_reviews,
        stage.as_uuid(),
        waiver.reason,
        waiver.account.as_uuid(),
        waiver.time,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// How many reviews suffice, for each work that was waived.
pub async fn list_sufficient(
    conn: &mut PgConnection,
    stage: StageId,
) -> Result<BTreeMap<WorkId, usize>, DbError> {
    let rows = sqlx::query!(
        r#"SELECT work, min(sufficient_reviews) AS "sufficient!" FROM review_waiver
        WHERE stage = $1 GROUP BY work"#,
        stage.as_uuid(),
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| Ok((row.work.into(), row.sufficient.try_into().map_err(corrupt)?)))
        .collect()
}

/// The waivers of a stage, in the order in which they were made.
pub async fn list(conn: &mut PgConnection, stage: StageId) -> Result<Vec<Waiver>, DbError> {
    let rows = sqlx::query!(
        "SELECT work, sufficient_reviews, reason, account, waive_time FROM review_waiver \
         WHERE stage = $1 ORDER BY waive_time, work",
        stage.as_uuid(),
    )
    .fetch_all(conn)
    .await?;
    let waivers = rows.into_iter().map(|row| Waiver {
        work: row.work.into(),
        sufficient_reviews: row.sufficient_reviews,
        reason: row.reason,
        account: row.account.into(),
        time: row.waive_time,
    });
    Ok(waivers.collect())
}
