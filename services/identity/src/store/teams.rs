//! The tables `team` and `team_member`.

use linia_chassis::id::{AccountId, TeamId};
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::StoreError;
use crate::domain::{display_name::TeamName, team::Team};

struct TeamRow {
    id: Uuid,
    display_name: String,
    create_time: OffsetDateTime,
    members: Vec<Uuid>,
    invited: Vec<Uuid>,
}

impl TryFrom<TeamRow> for Team {
    type Error = StoreError;

    fn try_from(row: TeamRow) -> Result<Self, StoreError> {
        let accounts = |ids: Vec<Uuid>| ids.into_iter().map(AccountId::from).collect();
        let display_name =
            TeamName::try_new(&row.display_name).map_err(|_| StoreError::Corrupt {
                table: "team",
                column: "display_name",
            })?;
        Ok(Self {
            id: row.id.into(),
            display_name,
            members: accounts(row.members),
            invited: accounts(row.invited),
            create_time: row.create_time,
        })
    }
}

/// Adds a team, without its members.
///
/// # Errors
/// If the statement fails.
pub async fn insert_team(conn: &mut PgConnection, team: &Team) -> Result<(), StoreError> {
    sqlx::query!(
        "INSERT INTO team (id, display_name, create_time) VALUES ($1, $2, $3)",
        team.id.as_uuid(),
        team.display_name.as_str(),
        team.create_time,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Saves that a person belongs to a team.
///
/// # Errors
/// If the statement fails.
pub async fn upsert_member(
    conn: &mut PgConnection,
    team: TeamId,
    account: AccountId,
) -> Result<(), StoreError> {
    sqlx::query!(
        "INSERT INTO team_member (team_id, account_id, state) VALUES ($1, $2, 'member') \
         ON CONFLICT (team_id, account_id) DO UPDATE SET state = 'member'",
        team.as_uuid(),
        account.as_uuid(),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Saves that a person was invited to a team.
///
/// # Errors
/// [`StoreError::AccountUnknown`], or if the statement fails.
pub async fn insert_invitation(
    conn: &mut PgConnection,
    team: TeamId,
    account: AccountId,
) -> Result<(), StoreError> {
    sqlx::query!(
        "INSERT INTO team_member (team_id, account_id, state) VALUES ($1, $2, 'invited')",
        team.as_uuid(),
        account.as_uuid(),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Locks a team; tells whether there is one. Its members must be read by a
/// later statement: one that waits for a lock sees other tables as they were
/// before.
///
/// # Errors
/// If the statement fails.
pub async fn lock_team(conn: &mut PgConnection, id: TeamId) -> Result<bool, StoreError> {
    let locked = sqlx::query_scalar!(
        r#"SELECT true AS "locked!" FROM team WHERE id = $1 FOR UPDATE"#,
        id.as_uuid(),
    )
    .fetch_optional(conn)
    .await?;
    Ok(locked.is_some())
}

/// Finds a team.
///
/// # Errors
/// If the statement fails or the row is corrupt.
pub async fn find_team(conn: &mut PgConnection, id: TeamId) -> Result<Option<Team>, StoreError> {
    sqlx::query_as!(
        TeamRow,
        r#"
        SELECT t.id, t.display_name, t.create_time,
            ARRAY(SELECT m.account_id FROM team_member AS m
                  WHERE m.team_id = t.id AND m.state = 'member') AS "members!",
            ARRAY(SELECT m.account_id FROM team_member AS m
                  WHERE m.team_id = t.id AND m.state = 'invited') AS "invited!"
        FROM team AS t
        WHERE t.id = $1
        "#,
        id.as_uuid(),
    )
    .fetch_optional(conn)
    .await?
    .map(Team::try_from)
    .transpose()
}

/// Lists the teams that a person belongs to or was invited to, in the order in
/// which they are locked.
///
/// # Errors
/// If the statement fails.
pub async fn list_teams_of(
    conn: &mut PgConnection,
    account: AccountId,
) -> Result<Vec<TeamId>, StoreError> {
    let teams = sqlx::query_scalar!(
        "SELECT team_id FROM team_member WHERE account_id = $1 ORDER BY 1",
        account.as_uuid(),
    )
    .fetch_all(conn)
    .await?;
    Ok(teams.into_iter().map(TeamId::from).collect())
}

/// Takes a person's place or invitation away.
///
/// # Errors
/// If the statement fails.
pub async fn delete_member(
    conn: &mut PgConnection,
    team: TeamId,
    account: AccountId,
) -> Result<(), StoreError> {
    sqlx::query!(
        "DELETE FROM team_member WHERE team_id = $1 AND account_id = $2",
        team.as_uuid(),
        account.as_uuid(),
    )
    .execute(conn)
    .await?;
    Ok(())
}
