//! The table `password_credential`.

use linia_chassis::id::AccountId;
use sqlx::PgConnection;

use super::StoreError;
use crate::domain::email::EmailAddress;

/// What a password is checked against.
pub struct PasswordCredential {
    /// Whose it is.
    pub account: AccountId,
    /// PHC string.
    pub password_hash: String,
}

/// Adds the password of a new account.
///
/// # Errors
/// If the statement fails.
pub async fn insert_password(
    conn: &mut PgConnection,
    account: AccountId,
    password_hash: &str,
) -> Result<(), StoreError> {
    sqlx::query!(
        "INSERT INTO password_credential (account_id, password_hash) VALUES ($1, $2)",
        account.as_uuid(),
        password_hash,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Replaces the password of an account.
///
/// # Errors
/// If the statement fails.
pub async fn update_password(
    conn: &mut PgConnection,
    account: AccountId,
    password_hash: &str,
) -> Result<(), StoreError> {
    sqlx::query!(
        "UPDATE password_credential SET password_hash = $2 WHERE account_id = $1",
        account.as_uuid(),
        password_hash,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Finds the password of an account.
///
/// # Errors
/// If the statement fails.
pub async fn find_password_of_account(
    conn: &mut PgConnection,
    account: AccountId,
) -> Result<Option<String>, StoreError> {
    let password_hash = sqlx::query_scalar!(
        "SELECT password_hash FROM password_credential WHERE account_id = $1",
        account.as_uuid(),
    )
    .fetch_optional(conn)
    .await?;
    Ok(password_hash)
}

/// Finds the password that goes with an address.
///
/// # Errors
/// If the statement fails.
pub async fn find_password(
    conn: &mut PgConnection,
    email: &EmailAddress,
) -> Result<Option<PasswordCredential>, StoreError> {
    let row = sqlx::query!(
        "SELECT c.account_id, c.password_hash \
         FROM password_credential AS c JOIN account AS a ON a.id = c.account_id \
         WHERE a.email_canonical = $1",
        email.canonical(),
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| PasswordCredential {
        account: row.account_id.into(),
        password_hash: row.password_hash,
    }))
}
