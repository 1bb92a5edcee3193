//! The keys that this service signs with, and has signed with.

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

/// The wrapped secret of the newest key that is published; as long as none is,
/// of the newest.
pub async fn find_newest(conn: &mut PgConnection) -> Result<Option<Vec<u8>>, DbError> {
    let wrapped = sqlx::query_scalar!(
        "SELECT wrapped FROM own_signing_key \
         ORDER BY publish_time IS NULL, create_time DESC, key_id LIMIT 1"
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

/// The public keys that identity does not publish yet, oldest first.
pub async fn list_unpublished(conn: &mut PgConnection) -> Result<Vec<[u8; 32]>, DbError> {
    let keys = sqlx::query_scalar!(
        "SELECT public_key FROM own_signing_key WHERE publish_time IS NULL \
         ORDER BY create_time, key_id"
    )
    .fetch_all(conn)
    .await?;
    // The table keeps no other length.
    Ok(keys
        .into_iter()
        .filter_map(|it| it.try_into().ok())
        .collect())
}

/// Notes that identity publishes a key.
pub async fn save_published(conn: &mut PgConnection, key_id: &str) -> Result<(), DbError> {
    sqlx::query!(
        "UPDATE own_signing_key SET publish_time = linia_now() \
         WHERE key_id = $1 AND publish_time IS NULL",
        key_id,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The public half of a key that signs or has signed.
pub async fn find_public_key(
    conn: &mut PgConnection,
    key_id: &str,
) -> Result<Option<[u8; 32]>, DbError> {
    let key = sqlx::query_scalar!(
        "SELECT public_key FROM own_signing_key WHERE key_id = $1",
        key_id,
    )
    .fetch_optional(conn)
    .await?;
    Ok(key.and_then(|it| it.try_into().ok()))
}
