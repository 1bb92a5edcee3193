//! The table `organization`.

use linia_chassis::id::OrganizationId;
use sqlx::PgConnection;

use super::StoreError;

/// Learns an organization's name.
pub(crate) async fn insert(
    conn: &mut PgConnection,
    organization: OrganizationId,
    display_name: &str,
) -> Result<(), StoreError> {
    sqlx::query!(
        "INSERT INTO organization (id, display_name) VALUES ($1, $2)
         ON CONFLICT (id) DO UPDATE SET display_name = EXCLUDED.display_name",
        organization.as_uuid(),
        display_name,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Returns an organization's name.
pub(crate) async fn find_name(
    conn: &mut PgConnection,
    organization: OrganizationId,
) -> Result<Option<String>, StoreError> {
    let name = sqlx::query_scalar!(
        "SELECT display_name FROM organization WHERE id = $1",
        organization.as_uuid(),
    )
    .fetch_optional(conn)
    .await?;
    Ok(name)
}
