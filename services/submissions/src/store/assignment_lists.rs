//! Assignments as they are shown, page by page.

use linia_chassis::{
    database::DbError,
    id::{AccountId, StageId},
};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{
    domain::{
        assignment::{ListedPair, MyWork, Pair},
        review::ReviewState,
    },
    store::corrupt,
};

/// A page of a stage's pairs in the order of the works' codes.
pub async fn list_pairs(
    conn: &mut PgConnection,
    stage: StageId,
    after: Option<&(String, Uuid)>,
    limit: i64,
) -> Result<Vec<ListedPair>, DbError> {
    let rows = sqlx::query!(
        r#"SELECT a.work, a.account, a.state, w.code, coalesce(r.final, false) AS "reviewed!"
        FROM assignment a
        JOIN work w ON w.id = a.work
        LEFT JOIN review r ON r.work = a.work AND r.account = a.account
        WHERE a.stage = $1 AND ($2::text IS NULL OR (w.code, a.account) > ($2, $3))
        ORDER BY w.code, a.account LIMIT $4"#,
        stage.as_uuid(),
        after.map(|(code, _)| code.as_str()),
        after.map(|(_, account)| *account),
        limit,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(ListedPair {
                pair: Pair::new(row.work.into(), row.account.into()),
                code: row.code.parse().map_err(corrupt)?,
                state: row.state.parse().map_err(corrupt)?,
                reviewed: row.reviewed,
            })
        })
        .collect()
}

/// A page of what a juror reads, in the order of the codes: what is assigned,
/// or everything; nothing that was excluded.
pub async fn list_my_works(
    conn: &mut PgConnection,
    stage: StageId,
    account: AccountId,
    assigned_only: bool,
    after_code: Option<&str>,
    limit: i64,
) -> Result<Vec<MyWork>, DbError> {
    let rows = sqlx::query!(
        r#"SELECT w.id, w.code, w.title, r.final AS "is_final?"
        FROM work w
        LEFT JOIN review r ON r.work = w.id AND r.account = $2
        WHERE w.stage = $1 AND ($4::text IS NULL OR w.code > $4)
          AND NOT EXISTS (SELECT FROM work_exclusion e WHERE e.work = w.id)
          AND (NOT $3 OR EXISTS (SELECT FROM assignment a
              WHERE a.work = w.id AND a.account = $2 AND a.state = 'assigned'))
        ORDER BY w.code LIMIT $5"#,
        stage.as_uuid(),
        account.as_uuid(),
        assigned_only,
        after_code,
        limit,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(MyWork {
                work: row.id.into(),
                code: row.code.parse().map_err(corrupt)?,
                title: row.title,
                review: row.is_final.map(ReviewState::from_final),
            })
        })
        .collect()
}
