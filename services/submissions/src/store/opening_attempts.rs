//! Calls to open a stage by hand, those that were refused too.

use linia_chassis::{
    database::DbError,
    id::{AccountId, StageId},
};
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

/// How an approval is recorded; everything else is why a call was refused.
pub const APPROVED: &str = "APPROVED";

/// Records a call. Approving again is harmless.
pub async fn insert(
    conn: &mut PgConnection,
    stage: StageId,
    account: AccountId,
    time: OffsetDateTime,
    outcome: &str,
) -> Result<(), DbError> {
    sqlx::query!(
        "INSERT INTO opening_attempt (id, stage, account, attempt_time, outcome) \
         VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (stage, account) WHERE outcome = 'APPROVED' DO NOTHING",
        Uuid::now_v7(),
        stage.as_uuid(),
        account.as_uuid(),
        time,
        outcome,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// How many people have approved.
pub async fn count_approvals(conn: &mut PgConnection, stage: StageId) -> Result<i64, DbError> {
    let count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM opening_attempt
        WHERE stage = $1 AND outcome = 'APPROVED'"#,
        stage.as_uuid(),
    )
    .fetch_one(conn)
    .await?;
    Ok(count)
}
