//! The one clock.

use sqlx::PgConnection;
use time::OffsetDateTime;

use super::DbError;

/// What time it is, at this moment: later than when the transaction began.
///
/// # Errors
/// If the statement fails.
pub async fn clock_now(conn: &mut PgConnection) -> Result<OffsetDateTime, DbError> {
    let now = sqlx::query_scalar!(r#"SELECT linia_now() AS "now!""#)
        .fetch_one(conn)
        .await?;
    Ok(now)
}
