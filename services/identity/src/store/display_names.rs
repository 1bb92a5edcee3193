//! Names that people read, by id, from the tables that hold them.

use sqlx::PgConnection;
use uuid::Uuid;

use super::StoreError;

/// A name that was found.
pub struct NamedRow {
    /// Whose it is.
    pub id: Uuid,
    /// The name.
    pub display_name: String,
}

/// Finds the names of accounts; unknown ones are left out.
///
/// # Errors
/// If the statement fails.
pub async fn list_account_names(
    conn: &mut PgConnection,
    ids: &[Uuid],
) -> Result<Vec<NamedRow>, StoreError> {
    Ok(sqlx::query_as!(
        NamedRow,
        "SELECT id, display_name FROM account WHERE id = ANY($1)",
        ids,
    )
    .fetch_all(conn)
    .await?)
}

/// Finds the names of organizations; unknown ones are left out.
///
/// # Errors
/// If the statement fails.
pub async fn list_organization_names(
    conn: &mut PgConnection,
    ids: &[Uuid],
) -> Result<Vec<NamedRow>, StoreError> {
    Ok(sqlx::query_as!(
        NamedRow,
        "SELECT id, display_name FROM organization WHERE id = ANY($1)",
        ids,
    )
    .fetch_all(conn)
    .await?)
}

/// Finds the names of teams; unknown ones are left out.
///
/// # Errors
/// If the statement fails.
pub async fn list_team_names(
    conn: &mut PgConnection,
    ids: &[Uuid],
) -> Result<Vec<NamedRow>, StoreError> {
    Ok(sqlx::query_as!(
        NamedRow,
        "SELECT id, display_name FROM team WHERE id = ANY($1)",
        ids,
    )
    .fetch_all(conn)
    .await?)
}
