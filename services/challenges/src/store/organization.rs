//! The table `organization`: a replica of identity's.

use linia_chassis::id::OrganizationId;
use sqlx::PgConnection;

use super::StoreError;

/// Whether an organization is a contracting authority; `None` if the replica
/// does not know it (yet).
///
/// # Errors
/// [`StoreError`].
pub async fn find_is_authority(
    conn: &mut PgConnection,
    id: OrganizationId,
) -> Result<Option<bool>, StoreError> {
    let found = sqlx::query_scalar!(
        "SELECT contracting_authority FROM organization WHERE id = $1",
        id.as_uuid()
    )
    .fetch_optional(conn)
    .await?;
    Ok(found)
}

/// Of these organizations, those that are known to be verified.
///
/// # Errors
/// [`StoreError`].
pub async fn list_verified(
    conn: &mut PgConnection,
    ids: &[OrganizationId],
) -> Result<Vec<OrganizationId>, StoreError> {
    let ids: Vec<_> = ids.iter().map(OrganizationId::as_uuid).collect();
    let verified = sqlx::query_scalar!(
        "SELECT id FROM organization WHERE id = ANY ($1) AND verified",
        &ids
    )
    .fetch_all(conn)
    .await?;
    Ok(verified.into_iter().map(OrganizationId::from).collect())
}

/// Adds an organization that was registered.
///
/// # Errors
/// [`StoreError`].
pub async fn insert(
    conn: &mut PgConnection,
    id: OrganizationId,
    contracting_authority: bool,
) -> Result<(), StoreError> {
    sqlx::query!(
        "INSERT INTO organization (id, contracting_authority, verified) VALUES ($1, $2, false) \
         ON CONFLICT (id) DO UPDATE SET contracting_authority = $2",
        id.as_uuid(),
        contracting_authority,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Notes that an organization was verified.
///
/// # Errors
/// [`StoreError`].
pub async fn verify(conn: &mut PgConnection, id: OrganizationId) -> Result<(), StoreError> {
    sqlx::query!(
        "UPDATE organization SET verified = true WHERE id = $1",
        id.as_uuid()
    )
    .execute(conn)
    .await?;
    Ok(())
}
