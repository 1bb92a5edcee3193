//! The table `kept_identity`.

use linia_chassis::id::{AccountId, ErasureId};
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::StoreError;

/// Keeps the name of an account that is about to be deleted. `None`: until the
/// term is known.
///
/// # Errors
/// If the statement fails.
pub async fn keep_name(
    conn: &mut PgConnection,
    account: AccountId,
    erasure: ErasureId,
    keep_until: Option<OffsetDateTime>,
) -> Result<(), StoreError> {
    sqlx::query!(
        "INSERT INTO kept_identity (account_id, erasure_id, display_name, keep_until, ground) \
         SELECT id, $2, display_name, $3, 'procurement_record' FROM account WHERE id = $1",
        account.as_uuid(),
        erasure.as_uuid(),
        keep_until,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Changes until when a name is kept, if one is.
///
/// # Errors
/// If the statement fails.
pub async fn update_term(
    conn: &mut PgConnection,
    account: AccountId,
    keep_until: Option<OffsetDateTime>,
) -> Result<(), StoreError> {
    sqlx::query!(
        "UPDATE kept_identity SET keep_until = $2 WHERE account_id = $1",
        account.as_uuid(),
        keep_until,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Deletes a name.
///
/// # Errors
/// If the statement fails.
pub async fn delete_name(conn: &mut PgConnection, account: AccountId) -> Result<(), StoreError> {
    sqlx::query!(
        "DELETE FROM kept_identity WHERE account_id = $1",
        account.as_uuid(),
    )
    .execute(conn)
    .await?;
    Ok(())
}
