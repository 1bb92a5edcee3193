//! What an access token tells of a person, read from several tables.

use linia_chassis::id::{AccountId, OrganizationId, TeamId};
use sqlx::PgConnection;

use super::{StoreError, memberships::role_from_text};
use crate::domain::membership::Role;

/// Lists a person's roles in verified organizations.
///
/// # Errors
/// If the statement fails or a row is corrupt.
pub async fn list_roles_in_verified_organizations(
    conn: &mut PgConnection,
    account: AccountId,
) -> Result<Vec<(OrganizationId, Role)>, StoreError> {
    let rows = sqlx::query!(
        "SELECT m.organization_id, m.role \
         FROM membership AS m JOIN organization AS o ON o.id = m.organization_id \
         WHERE m.account_id = $1 AND o.state = 'verified'",
        account.as_uuid(),
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| Ok((row.organization_id.into(), role_from_text(&row.role)?)))
        .collect()
}

/// Lists the teams that a person has joined.
///
/// # Errors
/// If the statement fails.
pub async fn list_joined_teams(
    conn: &mut PgConnection,
    account: AccountId,
) -> Result<Vec<TeamId>, StoreError> {
    let teams = sqlx::query_scalar!(
        "SELECT team_id FROM team_member WHERE account_id = $1 AND state = 'member'",
        account.as_uuid(),
    )
    .fetch_all(conn)
    .await?;
    Ok(teams.into_iter().map(TeamId::from).collect())
}
