//! The tables `session` and `refresh_token`. Their times are by the real clock.

use linia_chassis::id::AccountId;
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::StoreError;
use crate::domain::session::{Session, SessionId};

/// Begins a session that lives this many seconds; returns when it ends.
///
/// # Errors
/// If the statement fails.
pub async fn insert_session(
    conn: &mut PgConnection,
    id: SessionId,
    account: AccountId,
    lifetime_seconds: u32,
) -> Result<OffsetDateTime, StoreError> {
    let expire_time = sqlx::query_scalar!(
        "INSERT INTO session (id, account_id, expire_time) \
         VALUES ($1, $2, clock_timestamp() + make_interval(secs => $3)) \
         RETURNING expire_time",
        id.as_uuid(),
        account.as_uuid(),
        f64::from(lifetime_seconds),
    )
    .fetch_one(conn)
    .await?;
    Ok(expire_time)
}

/// Adds the next refresh token of a session.
///
/// # Errors
/// If the statement fails.
pub async fn insert_refresh_token(
    conn: &mut PgConnection,
    token_sha256: &[u8; 32],
    session: SessionId,
) -> Result<(), StoreError> {
    sqlx::query!(
        "INSERT INTO refresh_token (token_sha256, session_id) VALUES ($1, $2)",
        token_sha256.as_slice(),
        session.as_uuid(),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Uses a refresh token up, if it is unused and its session goes on. Of two
/// attempts at once, one succeeds: the other waits for the row and finds it
/// used.
///
/// # Errors
/// If the statement fails.
pub async fn use_refresh_token(
    conn: &mut PgConnection,
    token_sha256: &[u8; 32],
) -> Result<Option<Session>, StoreError> {
    let row = sqlx::query!(
        "UPDATE refresh_token AS t SET use_time = clock_timestamp() \
         FROM session AS s \
         WHERE t.token_sha256 = $1 AND t.use_time IS NULL AND s.id = t.session_id \
           AND s.revoke_time IS NULL AND clock_timestamp() < s.expire_time \
         RETURNING s.id, s.account_id, s.expire_time",
        token_sha256.as_slice(),
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| Session {
        id: row.id.into(),
        account: row.account_id.into(),
        expire_time: row.expire_time,
    }))
}

/// Ends the session of a refresh token that was used before; tells whether
/// there was one to end.
///
/// # Errors
/// If the statement fails.
pub async fn revoke_session_of_used_token(
    conn: &mut PgConnection,
    token_sha256: &[u8; 32],
) -> Result<Option<SessionId>, StoreError> {
    let revoked = sqlx::query_scalar!(
        "UPDATE session AS s SET revoke_time = clock_timestamp() \
         FROM refresh_token AS t \
         WHERE t.token_sha256 = $1 AND t.use_time IS NOT NULL AND s.id = t.session_id \
           AND s.revoke_time IS NULL \
         RETURNING s.id",
        token_sha256.as_slice(),
    )
    .fetch_optional(conn)
    .await?;
    Ok(revoked.map(SessionId::from))
}

/// Ends the session of a refresh token, used or not.
///
/// # Errors
/// If the statement fails.
pub async fn revoke_session_of_token(
    conn: &mut PgConnection,
    token_sha256: &[u8; 32],
) -> Result<(), StoreError> {
    sqlx::query!(
        "UPDATE session AS s SET revoke_time = clock_timestamp() \
         FROM refresh_token AS t \
         WHERE t.token_sha256 = $1 AND s.id = t.session_id AND s.revoke_time IS NULL",
        token_sha256.as_slice(),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Removes an account's sessions that have expired, and their tokens.
///
/// # Errors
/// If the statement fails.
pub async fn delete_expired_sessions(
    conn: &mut PgConnection,
    account: AccountId,
) -> Result<(), StoreError> {
    sqlx::query!(
        "DELETE FROM session WHERE account_id = $1 AND expire_time <= clock_timestamp()",
        account.as_uuid(),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Ends every session of an account.
///
/// # Errors
/// If the statement fails.
pub async fn revoke_sessions_of(
    conn: &mut PgConnection,
    account: AccountId,
) -> Result<(), StoreError> {
    sqlx::query!(
        "UPDATE session SET revoke_time = clock_timestamp() \
         WHERE account_id = $1 AND revoke_time IS NULL",
        account.as_uuid(),
    )
    .execute(conn)
    .await?;
    Ok(())
}
