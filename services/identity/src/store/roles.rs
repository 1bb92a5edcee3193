//! What an access token tells of a person, read from several tables.

use linia_chassis::id::{AccountId, OrganizationId, TeamId};
use sqlx::PgConnection;

use super::{
    StoreError,
    memberships::role_from_text,
    organizations::{country_from_text, kind_from_text, size_from_text},
};
use crate::domain::{
    country::CountryCode,
    membership::Role,
    organization::{OrganizationKind, OrganizationSize},
};

/// What a person may do for an organization, and what it is.
#[derive(Debug)]
pub struct VerifiedRole {
    /// Which organization.
    pub organization: OrganizationId,
    /// The role.
    pub role: Role,
    /// What the organization is.
    pub kind: OrganizationKind,
    /// Where it is established.
    pub country: CountryCode,
    /// How large it is, if its head has said.
    pub size: Option<OrganizationSize>,
}

/// Lists a person's roles in verified organizations.
///
/// # Errors
/// If the statement fails or a row is corrupt.
pub async fn list_roles_in_verified_organizations(
    conn: &mut PgConnection,
    account: AccountId,
) -> Result<Vec<VerifiedRole>, StoreError> {
    let rows = sqlx::query!(
        "SELECT m.organization_id, m.role, o.kind, o.country_code, o.size \
         FROM membership AS m JOIN organization AS o ON o.id = m.organization_id \
         WHERE m.account_id = $1 AND o.state = 'verified'",
        account.as_uuid(),
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(VerifiedRole {
                organization: row.organization_id.into(),
                role: role_from_text(&row.role)?,
                kind: kind_from_text(&row.kind)?,
                country: country_from_text(&row.country_code)?,
                size: row.size.as_deref().map(size_from_text).transpose()?,
            })
        })
        .collect()
}

/// Lists the teams that a person has joined, each with how many people are in
/// it.
///
/// # Errors
/// If the statement fails.
pub async fn list_joined_teams(
    conn: &mut PgConnection,
    account: AccountId,
) -> Result<Vec<(TeamId, u32)>, StoreError> {
    let teams = sqlx::query!(
        r#"SELECT own.team_id, count(*) AS "size!"
         FROM team_member own
         JOIN team_member other ON other.team_id = own.team_id AND other.state = 'member'
         WHERE own.account_id = $1 AND own.state = 'member'
         GROUP BY own.team_id"#,
        account.as_uuid(),
    )
    .fetch_all(conn)
    .await?;
    let size = |size: i64| {
        u32::try_from(size).map_err(|_| StoreError::Corrupt {
            table: "team_member",
            column: "team_id",
        })
    };
    teams
        .into_iter()
        .map(|row| Ok((row.team_id.into(), size(row.size)?)))
        .collect()
}
