//! The table `roster`.

use std::collections::BTreeSet;

use linia_chassis::id::AccountId;
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::StoreError;
use crate::domain::{Following, Group, Scope};

/// Lets nobody else announce to a scope or change its roster until the
/// transaction ends: else an announcement and a new member could miss each
/// other.
pub(crate) async fn lock(conn: &mut PgConnection, scope: Scope) -> Result<(), StoreError> {
    sqlx::query!(
        r#"SELECT pg_advisory_xact_lock(hashtextextended('roster/' || $1::uuid, 0)) AS "locked!: ()""#,
        scope.as_uuid(),
    )
    .fetch_one(conn)
    .await?;
    Ok(())
}

/// Adds a person to a group, unless they belong to it already, or their data was
/// erased.
pub(crate) async fn join(
    conn: &mut PgConnection,
    group: Group,
    account: AccountId,
    since: OffsetDateTime,
) -> Result<(), StoreError> {
    sqlx::query!(
        "INSERT INTO roster (scope, role, account, since_time)
         SELECT $1, $2, $3, $4
         WHERE NOT EXISTS (SELECT FROM erased_account WHERE erased_account.account = $3)
         ON CONFLICT DO NOTHING",
        group.scope.as_uuid(),
        group.role.name(),
        account.as_uuid(),
        since,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Ends a person's time in a group. Times are those of transactions' beginnings
/// and may cross; a window that would end before it began is empty.
pub(crate) async fn leave(
    conn: &mut PgConnection,
    group: Group,
    account: AccountId,
    until: OffsetDateTime,
) -> Result<(), StoreError> {
    sqlx::query!(
        "UPDATE roster SET until_time = GREATEST(since_time, $4)
         WHERE scope = $1 AND role = $2 AND account = $3 AND until_time IS NULL",
        group.scope.as_uuid(),
        group.role.name(),
        account.as_uuid(),
        until,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Returns who belonged to a group at a moment.
pub(crate) async fn members_at(
    conn: &mut PgConnection,
    group: Group,
    moment: OffsetDateTime,
) -> Result<BTreeSet<AccountId>, StoreError> {
    let accounts = sqlx::query_scalar!(
        "SELECT account FROM roster
         WHERE scope = $1 AND role = $2 AND since_time <= $3
           AND (until_time IS NULL OR until_time > $3)",
        group.scope.as_uuid(),
        group.role.name(),
        moment,
    )
    .fetch_all(conn)
    .await?;
    Ok(accounts.into_iter().map(AccountId::from).collect())
}

/// Since when a person belongs to a group, if they do.
pub(crate) async fn belongs_since(
    conn: &mut PgConnection,
    group: Group,
    account: AccountId,
) -> Result<Option<OffsetDateTime>, StoreError> {
    let since = sqlx::query_scalar!(
        "SELECT since_time FROM roster
         WHERE scope = $1 AND role = $2 AND account = $3 AND until_time IS NULL",
        group.scope.as_uuid(),
        group.role.name(),
        account.as_uuid(),
    )
    .fetch_optional(conn)
    .await?;
    Ok(since)
}

/// Returns what a person follows after a position, the newest first.
pub(crate) async fn list_followings(
    conn: &mut PgConnection,
    account: AccountId,
    after: Option<(OffsetDateTime, Uuid)>,
    limit: i64,
) -> Result<Vec<Following>, StoreError> {
    let (time, scope) = after.unzip();
    let rows = sqlx::query!(
        "SELECT scope, since_time FROM roster
         WHERE account = $1 AND role = 'follower' AND until_time IS NULL
           AND ($2::timestamptz IS NULL OR (since_time, scope) < ($2, $3::uuid))
         ORDER BY since_time DESC, scope DESC
         LIMIT $4",
        account.as_uuid(),
        time,
        scope,
        limit,
    )
    .fetch_all(conn)
    .await?;
    let following = rows.into_iter().map(|row| Following {
        challenge: row.scope.into(),
        since: row.since_time,
    });
    Ok(following.collect())
}

/// Returns every line of a person, as they get it.
pub(crate) async fn list_lines(
    conn: &mut PgConnection,
    account: AccountId,
) -> Result<Vec<serde_json::Value>, StoreError> {
    let lines = sqlx::query_scalar!(
        r#"SELECT to_jsonb(roster) AS "line!" FROM roster
           WHERE account = $1 ORDER BY since_time, scope, role"#,
        account.as_uuid(),
    )
    .fetch_all(conn)
    .await?;
    Ok(lines)
}
