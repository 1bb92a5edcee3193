//! The table `operator_secret`. Its times are by the real clock.

use linia_chassis::id::AccountId;
use sqlx::PgConnection;

use super::StoreError;

/// Adds a one-time secret that lives this many seconds.
///
/// # Errors
/// If the statement fails.
pub async fn insert_operator_secret(
    conn: &mut PgConnection,
    secret_sha256: &[u8; 32],
    lifetime_seconds: u32,
) -> Result<(), StoreError> {
    sqlx::query!(
        "INSERT INTO operator_secret (secret_sha256, expire_time) \
         VALUES ($1, clock_timestamp() + make_interval(secs => $2))",
        secret_sha256.as_slice(),
        f64::from(lifetime_seconds),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Uses a secret up, if it is living and unused; tells whether it was. Of two
/// attempts at once, one succeeds.
///
/// # Errors
/// If the statement fails.
pub async fn consume_operator_secret(
    conn: &mut PgConnection,
    secret_sha256: &[u8; 32],
    account: AccountId,
) -> Result<bool, StoreError> {
    let consumed = sqlx::query!(
        "UPDATE operator_secret SET use_time = clock_timestamp(), account_id = $2 \
         WHERE secret_sha256 = $1 AND use_time IS NULL AND clock_timestamp() < expire_time",
        secret_sha256.as_slice(),
        account.as_uuid(),
    )
    .execute(conn)
    .await?;
    Ok(consumed.rows_affected() == 1)
}
