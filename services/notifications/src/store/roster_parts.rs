//! The table `roster_part`.

use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::StoreError;
use crate::domain::{Group, Role};

/// Makes a group a part of another, unless it is one already.
pub(crate) async fn include(
    conn: &mut PgConnection,
    group: Group,
    part: Group,
    since: OffsetDateTime,
) -> Result<(), StoreError> {
    sqlx::query!(
        "INSERT INTO roster_part (scope, role, part_scope, part_role, since_time)
         VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT DO NOTHING",
        group.scope.as_uuid(),
        group.role.name(),
        part.scope.as_uuid(),
        part.role.name(),
        since,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Ends a group's time as a part of another, as `leave` does for a person.
pub(crate) async fn exclude(
    conn: &mut PgConnection,
    group: Group,
    part: Group,
    until: OffsetDateTime,
) -> Result<(), StoreError> {
    sqlx::query!(
        "UPDATE roster_part SET until_time = GREATEST(since_time, $5)
         WHERE scope = $1 AND role = $2 AND part_scope = $3 AND part_role = $4
           AND until_time IS NULL",
        group.scope.as_uuid(),
        group.role.name(),
        part.scope.as_uuid(),
        part.role.name(),
        until,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Returns what was a part of any of these groups at a moment.
pub(crate) async fn parts_at(
    conn: &mut PgConnection,
    groups: &[Group],
    moment: OffsetDateTime,
) -> Result<Vec<Group>, StoreError> {
    let scopes: Vec<Uuid> = groups.iter().map(|it| it.scope.as_uuid()).collect();
    let roles: Vec<String> = groups.iter().map(|it| it.role.name().to_owned()).collect();
    let rows = sqlx::query!(
        "SELECT DISTINCT part_scope, part_role
         FROM roster_part
         JOIN UNNEST($1::uuid[], $2::text[]) AS given (scope, role) USING (scope, role)
         WHERE since_time <= $3 AND (until_time IS NULL OR until_time > $3)",
        &scopes,
        &roles,
        moment,
    )
    .fetch_all(conn)
    .await?;
    let parts = rows.into_iter().map(|row| {
        let role: Role = row.part_role.parse().map_err(|_| unknown_role())?;
        let scope = role.scope(row.part_scope);
        Ok(Group { scope, role })
    });
    parts.collect()
}

const fn unknown_role() -> StoreError {
    StoreError::Unknown {
        what: "role of a part",
    }
}
