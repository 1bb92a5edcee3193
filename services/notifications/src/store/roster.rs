//! The table `roster`.

use std::collections::BTreeSet;

use linia_chassis::id::AccountId;
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::StoreError;
use crate::domain::{Group, Scope};

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

/// Adds a person to a group, unless they belong to it already.
pub(crate) async fn join(
    conn: &mut PgConnection,
    group: Group,
    account: AccountId,
    since: OffsetDateTime,
) -> Result<(), StoreError> {
    sqlx::query!(
        "INSERT INTO roster (scope, role, account, since_time) VALUES ($1, $2, $3, $4)
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
