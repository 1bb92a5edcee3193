//! The table `stage_secret`.

use linia_chassis::id::StageId;
use sqlx::PgConnection;

use super::StoreError;

/// Adds the secret of a stage.
///
/// # Errors
/// [`StoreError`].
pub async fn insert(
    conn: &mut PgConnection,
    stage: StageId,
    wrapped_secret: &[u8],
) -> Result<(), StoreError> {
    sqlx::query!(
        "INSERT INTO stage_secret (stage, wrapped_secret) VALUES ($1, $2)",
        stage.as_uuid(),
        wrapped_secret,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Finds the secret of a stage, wrapped.
///
/// # Errors
/// [`StoreError`].
pub async fn find(conn: &mut PgConnection, stage: StageId) -> Result<Option<Vec<u8>>, StoreError> {
    let found = sqlx::query_scalar!(
        "SELECT wrapped_secret FROM stage_secret WHERE stage = $1",
        stage.as_uuid(),
    )
    .fetch_optional(conn)
    .await?;
    Ok(found)
}
