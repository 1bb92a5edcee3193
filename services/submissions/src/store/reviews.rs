//! Reviews and their scores.

use linia_chassis::{
    database::DbError,
    id::{AccountId, StageId, WorkId},
};
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::domain::review::{Review, ReviewState, Scores};

/// Locks and finds a juror's review of a work.
pub async fn lock(
    conn: &mut PgConnection,
    work: WorkId,
    account: AccountId,
) -> Result<Option<Review>, DbError> {
    let row = sqlx::query_as!(
        ReviewRow,
        r#"SELECT r.work, r.account, r.remarks, r.final AS "is_final", r.update_time,
            ARRAY(SELECT s.criterion FROM review_score s
                WHERE s.work = r.work AND s.account = r.account ORDER BY s.criterion) AS "criteria!",
            ARRAY(SELECT s.points FROM review_score s
                WHERE s.work = r.work AND s.account = r.account ORDER BY s.criterion) AS "points!"
        FROM review r WHERE r.work = $1 AND r.account = $2 FOR UPDATE OF r"#,
        work.as_uuid(),
        account.as_uuid(),
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(Review::from))
}

/// The reviews of a stage in the order of the works' codes: all, or one
/// juror's.
pub async fn list(
    conn: &mut PgConnection,
    stage: StageId,
    account: Option<AccountId>,
) -> Result<Vec<Review>, DbError> {
    let rows = sqlx::query_as!(
        ReviewRow,
        r#"SELECT r.work, r.account, r.remarks, r.final AS "is_final", r.update_time,
            ARRAY(SELECT s.criterion FROM review_score s
                WHERE s.work = r.work AND s.account = r.account ORDER BY s.criterion) AS "criteria!",
            ARRAY(SELECT s.points FROM review_score s
                WHERE s.work = r.work AND s.account = r.account ORDER BY s.criterion) AS "points!"
        FROM review r JOIN work w ON w.id = r.work
        WHERE r.stage = $1 AND ($2::uuid IS NULL OR r.account = $2)
        ORDER BY w.code, r.account"#,
        stage.as_uuid(),
        account.map(|account| account.as_uuid()),
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(Review::from).collect())
}

/// Saves a review without its scores.
pub async fn save(conn: &mut PgConnection, stage: StageId, review: &Review) -> Result<(), DbError> {
    sqlx::query!(
        "INSERT INTO review (work, account, stage, remarks, final, update_time) \
         VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (work, account) DO UPDATE SET remarks = EXCLUDED.remarks, \
             final = EXCLUDED.final, update_time = EXCLUDED.update_time",
        review.work.as_uuid(),
        review.account.as_uuid(),
        stage.as_uuid(),
        review.remarks,
        review.state == ReviewState::Final,
        review.update_time,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Replaces a saved review's scores.
pub async fn replace_scores(conn: &mut PgConnection, review: &Review) -> Result<(), DbError> {
    let criteria: Vec<_> = review.scores.keys().cloned().collect();
    let points: Vec<_> = review.scores.values().copied().collect();
    sqlx::query!(
        "MERGE INTO review_score s \
         USING unnest($3::text[], $4::integer[]) AS given (criterion, points) \
         ON s.work = $1 AND s.account = $2 AND s.criterion = given.criterion \
         WHEN MATCHED THEN UPDATE SET points = given.points \
         WHEN NOT MATCHED THEN INSERT (work, account, criterion, points) \
             VALUES ($1, $2, given.criterion, given.points)",
        review.work.as_uuid(),
        review.account.as_uuid(),
        &criteria,
        &points,
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "DELETE FROM review_score WHERE work = $1 AND account = $2 AND criterion <> ALL ($3)",
        review.work.as_uuid(),
        review.account.as_uuid(),
        &criteria,
    )
    .execute(conn)
    .await?;
    Ok(())
}

struct ReviewRow {
    work: Uuid,
    account: Uuid,
    remarks: String,
    is_final: bool,
    update_time: OffsetDateTime,
    criteria: Vec<String>,
    points: Vec<i32>,
}

impl From<ReviewRow> for Review {
    fn from(row: ReviewRow) -> Self {
        Self {
            work: row.work.into(),
            account: row.account.into(),
            scores: Scores::from_iter(row.criteria.into_iter().zip(row.points)),
            remarks: row.remarks,
            state: ReviewState::from_final(row.is_final),
            update_time: row.update_time,
        }
    }
}
