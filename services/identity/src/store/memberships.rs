//! The table `membership`. Whoever writes it holds the lock on the
//! organization's row.

use linia_chassis::id::{AccountId, OrganizationId};
use sqlx::PgConnection;

use super::StoreError;
use crate::domain::membership::{Member, Members, Role};

const fn role_text(role: Role) -> &'static str {
    match role {
        Role::Head => "head",
        Role::Editor => "editor",
        Role::Representative => "representative",
    }
}

pub(super) fn role_from_text(text: &str) -> Result<Role, StoreError> {
    [Role::Head, Role::Editor, Role::Representative]
        .into_iter()
        .find(|role| role_text(*role) == text)
        .ok_or(StoreError::Corrupt {
            table: "membership",
            column: "role",
        })
}

/// Adds a role.
///
/// # Errors
/// [`StoreError::AccountUnknown`], or if the statement fails.
pub async fn insert_membership(
    conn: &mut PgConnection,
    organization: OrganizationId,
    member: Member,
) -> Result<(), StoreError> {
    sqlx::query!(
        "INSERT INTO membership (organization_id, account_id, role) VALUES ($1, $2, $3)",
        organization.as_uuid(),
        member.account.as_uuid(),
        role_text(member.role),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Takes a role away, if a head is left then; tells whether it did.
///
/// # Errors
/// If the statement fails.
pub async fn delete_membership(
    conn: &mut PgConnection,
    organization: OrganizationId,
    member: Member,
) -> Result<bool, StoreError> {
    let deleted = sqlx::query!(
        "DELETE FROM membership AS m \
         WHERE m.organization_id = $1 AND m.account_id = $2 AND m.role = $3 \
           AND EXISTS (SELECT FROM membership AS head \
                       WHERE head.organization_id = $1 AND head.role = 'head' \
                         AND NOT (head.account_id = m.account_id AND head.role = m.role))",
        organization.as_uuid(),
        member.account.as_uuid(),
        role_text(member.role),
    )
    .execute(conn)
    .await?;
    Ok(deleted.rows_affected() == 1)
}

/// Lists everybody who may act for an organization.
///
/// # Errors
/// If the statement fails or a row is corrupt.
pub async fn list_members(
    conn: &mut PgConnection,
    organization: OrganizationId,
) -> Result<Members, StoreError> {
    let rows = sqlx::query!(
        "SELECT account_id, role FROM membership WHERE organization_id = $1",
        organization.as_uuid(),
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Member {
                account: row.account_id.into(),
                role: role_from_text(&row.role)?,
            })
        })
        .collect()
}

/// Lists the organizations that a person has a role in, in the order in which
/// they are locked.
///
/// # Errors
/// If the statement fails.
pub async fn list_organizations_of(
    conn: &mut PgConnection,
    account: AccountId,
) -> Result<Vec<OrganizationId>, StoreError> {
    let organizations = sqlx::query_scalar!(
        "SELECT DISTINCT organization_id FROM membership WHERE account_id = $1 ORDER BY 1",
        account.as_uuid(),
    )
    .fetch_all(conn)
    .await?;
    Ok(organizations
        .into_iter()
        .map(OrganizationId::from)
        .collect())
}
