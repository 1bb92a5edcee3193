//! The one clock, where no transaction tells it.

use linia_chassis::database::DbError;
use sqlx::PgConnection;
use time::OffsetDateTime;

/// What time it is.
pub async fn now(conn: &mut PgConnection) -> Result<OffsetDateTime, DbError> {
    let now = sqlx::query_scalar!(r#"SELECT linia_now() AS "now!""#)
        .fetch_one(conn)
        .await?;
    Ok(now)
}
