//! The table `notification`, and what its recipient sees of it.

use linia_chassis::id::{AccountId, NotificationId};
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::StoreError;
use crate::domain::{InboxEntry, MailState};

struct Row {
    id: Uuid,
    recipient: Uuid,
    topic: String,
    subject: String,
    create_time: OffsetDateTime,
    read_time: Option<OffsetDateTime>,
    mail_state: Option<String>,
}

impl TryFrom<Row> for InboxEntry {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let state = |name: String| {
            MailState::from_name(&name).ok_or(StoreError::Unknown { what: "mail state" })
        };
        Ok(Self {
            id: row.id.into(),
            recipient: row.recipient.into(),
            topic: row.topic,
            subject: row.subject,
            create_time: row.create_time,
            read_time: row.read_time,
            mail_state: row.mail_state.map(state).transpose()?,
        })
    }
}

/// Tells people something, and returns those who had not been told before. Those
/// whose data was erased are told only if `even_erased`.
pub(crate) async fn insert(
    conn: &mut PgConnection,
    announcement: Uuid,
    recipients: &[Uuid],
    even_erased: bool,
    now: OffsetDateTime,
) -> Result<Vec<(NotificationId, AccountId)>, StoreError> {
    let ids: Vec<Uuid> = recipients.iter().map(|_| Uuid::now_v7()).collect();
    let rows = sqlx::query!(
        "INSERT INTO notification (id, announcement, recipient, create_time)
         SELECT given.id, $1, given.recipient, $4
         FROM UNNEST($2::uuid[], $3::uuid[]) AS given (id, recipient)
         WHERE $5 OR NOT EXISTS (
             SELECT FROM erased_account WHERE erased_account.account = given.recipient)
         ON CONFLICT ON CONSTRAINT notification_once DO NOTHING
         RETURNING id, recipient",
        announcement,
        &ids,
        recipients,
        now,
        even_erased,
    )
    .fetch_all(conn)
    .await?;
    let told = rows
        .into_iter()
        .map(|row| (row.id.into(), row.recipient.into()));
    Ok(told.collect())
}

/// Returns the notifications of a person after a position, newest first.
pub(crate) async fn list(
    conn: &mut PgConnection,
    recipient: AccountId,
    after: Option<(OffsetDateTime, Uuid)>,
    limit: i64,
) -> Result<Vec<InboxEntry>, StoreError> {
    let (time, id) = after.unzip();
    let entries = sqlx::query_as!(
        Row,
        r#"SELECT notification.id, recipient, topic, subject, create_time, read_time,
                  mail_delivery.state AS "mail_state?"
           FROM notification
           JOIN announcement ON announcement.id = notification.announcement
           LEFT JOIN mail_delivery ON mail_delivery.notification = notification.id
           WHERE recipient = $1
             AND ($2::timestamptz IS NULL OR (create_time, notification.id) < ($2, $3))
           ORDER BY create_time DESC, notification.id DESC
           LIMIT $4"#,
        recipient.as_uuid(),
        time,
        id,
        limit,
    )
    .fetch_all(conn)
    .await?;
    entries.into_iter().map(InboxEntry::try_from).collect()
}

/// Returns a notification.
pub(crate) async fn find(
    conn: &mut PgConnection,
    notification: NotificationId,
) -> Result<Option<InboxEntry>, StoreError> {
    let entry = sqlx::query_as!(
        Row,
        r#"SELECT notification.id, recipient, topic, subject, create_time, read_time,
                  mail_delivery.state AS "mail_state?"
           FROM notification
           JOIN announcement ON announcement.id = notification.announcement
           LEFT JOIN mail_delivery ON mail_delivery.notification = notification.id
           WHERE notification.id = $1"#,
        notification.as_uuid(),
    )
    .fetch_optional(conn)
    .await?;
    entry.map(InboxEntry::try_from).transpose()
}

/// Marks a notification as read, unless it was, and returns when it was first
/// read.
pub(crate) async fn mark_read(
    conn: &mut PgConnection,
    notification: NotificationId,
    now: OffsetDateTime,
) -> Result<OffsetDateTime, StoreError> {
    let time = sqlx::query_scalar!(
        r#"UPDATE notification SET read_time = COALESCE(read_time, $2) WHERE id = $1
           RETURNING read_time AS "read_time!""#,
        notification.as_uuid(),
        now,
    )
    .fetch_one(conn)
    .await?;
    Ok(time)
}
