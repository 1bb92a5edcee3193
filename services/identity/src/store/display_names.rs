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

/// What stands for a name that was erased, in whatever language it is read.
pub const ERASED_NAME: &str = "(—)";

/// Finds the names of accounts; unknown ones are left out. Of erased ones the
/// name that the law orders to keep is told if `kept`, and [`ERASED_NAME`]
/// otherwise.
///
/// # Errors
/// If the statement fails.
pub async fn list_account_names(
    conn: &mut PgConnection,
    ids: &[Uuid],
    kept: bool,
) -> Result<Vec<NamedRow>, StoreError> {
    Ok(sqlx::query_as!(
        NamedRow,
        r#"SELECT id AS "id!", display_name AS "display_name!" FROM account WHERE id = ANY($1)
           UNION ALL
           SELECT e.account_id, coalesce(k.display_name, $3)
           FROM erasure AS e
           LEFT JOIN kept_identity AS k ON k.account_id = e.account_id AND $2
           WHERE e.account_id = ANY($1) AND e.state = 'erased'"#,
        ids,
        kept,
        ERASED_NAME,
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
