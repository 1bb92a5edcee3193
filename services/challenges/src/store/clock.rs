//! The one clock, for reading.

use sqlx::PgConnection;
use time::OffsetDateTime;

use super::StoreError;

/// The time by the one clock. Whoever writes takes it from the transaction.
///
/// # Errors
/// [`StoreError`].
pub async fn now(conn: &mut PgConnection) -> Result<OffsetDateTime, StoreError> {
    let now = sqlx::query_scalar!(r#"SELECT linia_now() AS "now!""#)
        .fetch_one(conn)
        .await?;
    Ok(now)
}
