//! The key that this service signs with.

use linia_chassis::database::DbError;
use sqlx::PgConnection;
use time::OffsetDateTime;

/// Only one process makes the first key.
const FIRST_KEY_LOCK: i64 = 0x5155_B335_0000_0001;

/// Keeps other starting processes waiting until the end of the transaction.
pub async fn lock(conn: &mut PgConnection) -> Result<(), DbError> {
    sqlx::query!(
        r#"SELECT pg_advisory_xact_lock($1) AS "locked!: ()""#,
        FIRST_KEY_LOCK
    )
    .fetch_one(conn)
    .await?;
    Ok(())
}

/// The newest key's wrapped secret.
pub async fn find_newest(conn: &mut PgConnection) -> Result<Option<Vec<u8>>, DbError> {
    let wrapped = sqlx::query_scalar!(
        "SELECT wrapped FROM own_signing_key ORDER BY create_time DESC, key_id LIMIT 1"
    )
    .fetch_optional(conn)
    .await?;
    Ok(wrapped)
}

/// Stores a new key.
pub async fn insert(
    conn: &mut PgConnection,
    key_id: &str,
    public_key: &[u8; 32],
    wrapped: &[u8],
    now: OffsetDateTime,
) -> Result<(), DbError> {
    sqlx::query!(
        "INSERT INTO own_signing_key (key_id, public_key, wrapped, create_time) VALUES ($1, $2, $3, $4)",
        key_id,
        public_key.as_slice(),
        wrapped,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}
