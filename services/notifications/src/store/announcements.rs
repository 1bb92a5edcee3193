//! The tables `announcement` and `announcement_group`.

use linia_chassis::id::AccountId;
use sqlx::{PgConnection, types::Json};
use time::OffsetDateTime;
use uuid::Uuid;

use super::StoreError;
use crate::domain::{Announcement, Group};

/// An announcement as it stands in storage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StoredAnnouncement {
    /// Its id.
    pub(crate) id: Uuid,
    /// What it is about.
    pub(crate) topic: String,
    /// When that happened.
    pub(crate) event_time: OffsetDateTime,
}

/// Stores an announcement with its groups; `None` if it is stored already.
pub(crate) async fn insert(
    conn: &mut PgConnection,
    announcement: &Announcement,
    event_id: Uuid,
    event_time: OffsetDateTime,
    traceparent: Option<&str>,
) -> Result<Option<StoredAnnouncement>, StoreError> {
    let notice = &announcement.notice;
    let stored = sqlx::query_as!(
        StoredAnnouncement,
        "INSERT INTO announcement (id, event_id, topic, subject, notice, event_time, traceparent)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT ON CONSTRAINT announcement_once DO NOTHING
         RETURNING id, topic, event_time",
        Uuid::now_v7(),
        event_id,
        notice.topic().name(),
        notice.about().subject(),
        Json(notice) as _,
        event_time,
        traceparent,
    )
    .fetch_optional(&mut *conn)
    .await?;
    if let Some(stored) = &stored {
        insert_groups(conn, stored.id, &announcement.audience.groups).await?;
    }
    Ok(stored)
}

/// Adds groups to those whom an announcement is for.
pub(crate) async fn insert_groups(
    conn: &mut PgConnection,
    announcement: Uuid,
    groups: &[Group],
) -> Result<(), StoreError> {
    let scopes: Vec<Uuid> = groups.iter().map(|it| it.scope.as_uuid()).collect();
    let roles: Vec<String> = groups.iter().map(|it| it.role.name().to_owned()).collect();
    sqlx::query!(
        "INSERT INTO announcement_group (announcement, scope, role)
         SELECT $1, given.scope, given.role
         FROM UNNEST($2::uuid[], $3::text[]) AS given (scope, role)
         ON CONFLICT DO NOTHING",
        announcement,
        &scopes,
        &roles,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Returns what was announced to a group while a person belonged to it.
pub(crate) async fn for_member(
    conn: &mut PgConnection,
    group: Group,
    account: AccountId,
) -> Result<Vec<StoredAnnouncement>, StoreError> {
    let announcements = sqlx::query_as!(
        StoredAnnouncement,
        "SELECT announcement.id, announcement.topic, announcement.event_time
         FROM roster
         JOIN announcement_group USING (scope, role)
         JOIN announcement ON announcement.id = announcement_group.announcement
         WHERE roster.scope = $1 AND roster.role = $2 AND roster.account = $3
           AND announcement.event_time >= since_time
           AND (until_time IS NULL OR announcement.event_time < until_time)
         ORDER BY announcement.event_time, announcement.id",
        group.scope.as_uuid(),
        group.role.name(),
        account.as_uuid(),
    )
    .fetch_all(conn)
    .await?;
    Ok(announcements)
}

/// Returns what was announced to a group while another was a part of it.
pub(crate) async fn for_part(
    conn: &mut PgConnection,
    group: Group,
    part: Group,
) -> Result<Vec<StoredAnnouncement>, StoreError> {
    let announcements = sqlx::query_as!(
        StoredAnnouncement,
        "SELECT announcement.id, announcement.topic, announcement.event_time
         FROM roster_part
         JOIN announcement_group USING (scope, role)
         JOIN announcement ON announcement.id = announcement_group.announcement
         WHERE roster_part.scope = $1 AND roster_part.role = $2
           AND part_scope = $3 AND part_role = $4
           AND announcement.event_time >= since_time
           AND (until_time IS NULL OR announcement.event_time < until_time)
         ORDER BY announcement.event_time, announcement.id",
        group.scope.as_uuid(),
        group.role.name(),
        part.scope.as_uuid(),
        part.role.name(),
    )
    .fetch_all(conn)
    .await?;
    Ok(announcements)
}
