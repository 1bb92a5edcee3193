//! The table `stage_key_request`.

use sqlx::PgConnection;

use super::StoreError;
use crate::domain::key_release::ReleaseRequest;

/// Records that a share was asked for, and what came of it.
///
/// # Errors
/// [`StoreError`].
pub async fn insert(
    conn: &mut PgConnection,
    caller: &str,
    request: &ReleaseRequest,
    outcome: &str,
) -> Result<(), StoreError> {
    sqlx::query!(
        "INSERT INTO stage_key_request (caller, stage, purpose, record_sha256, outcome) \
         VALUES ($1, $2, $3, $4, $5)",
        caller,
        request.stage.as_uuid(),
        request.purpose.as_str(),
        request.record_sha256.as_slice(),
        outcome,
    )
    .execute(conn)
    .await?;
    Ok(())
}
