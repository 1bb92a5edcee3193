//! The table `email_verification_token`. Its times are by the real clock.

use linia_chassis::id::AccountId;
use sqlx::PgConnection;

use super::StoreError;

/// Adds a token that lives this many seconds.
///
/// # Errors
/// If the statement fails.
pub async fn insert_verification_token(
    conn: &mut PgConnection,
    token_sha256: &[u8; 32],
    account: AccountId,
    lifetime_seconds: u32,
) -> Result<(), StoreError> {
    sqlx::query!(
        "INSERT INTO email_verification_token (token_sha256, account_id, expire_time) \
         VALUES ($1, $2, clock_timestamp() + make_interval(secs => $3))",
        token_sha256.as_slice(),
        account.as_uuid(),
        f64::from(lifetime_seconds),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Finds whose address a living token verifies.
///
/// # Errors
/// If the statement fails.
pub async fn find_account_of_token(
    conn: &mut PgConnection,
    token_sha256: &[u8; 32],
) -> Result<Option<AccountId>, StoreError> {
    let account = sqlx::query_scalar!(
        "SELECT account_id FROM email_verification_token \
         WHERE token_sha256 = $1 AND clock_timestamp() < expire_time",
        token_sha256.as_slice(),
    )
    .fetch_optional(conn)
    .await?;
    Ok(account.map(AccountId::from))
}

/// Removes an account's tokens that have expired.
///
/// # Errors
/// If the statement fails.
pub async fn delete_expired_tokens(
    conn: &mut PgConnection,
    account: AccountId,
) -> Result<(), StoreError> {
    sqlx::query!(
        "DELETE FROM email_verification_token \
         WHERE account_id = $1 AND expire_time <= clock_timestamp()",
        account.as_uuid(),
    )
    .execute(conn)
    .await?;
    Ok(())
}
