//! The table `mail_delivery`, and what a mail is made from.

use linia_chassis::id::{AccountId, NotificationId};
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::StoreError;
use crate::domain::{MailState, Notice};

/// A mail that waits to be sent.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PendingMail {
    /// Of which notification.
    pub(crate) notification: NotificationId,
    /// To whom.
    pub(crate) recipient: AccountId,
    /// What it tells.
    pub(crate) notice: Notice,
    /// When it arose.
    pub(crate) create_time: OffsetDateTime,
    /// The trace that it continues.
    pub(crate) traceparent: Option<String>,
}

/// What an attempt to send a mail left behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Attempt<'a> {
    /// RFC 5322 Message-ID.
    pub(crate) message_id: &'a str,
    /// The reply's code.
    pub(crate) reply_code: Option<u16>,
    /// Whether the mail server put the mail off.
    pub(crate) put_off: bool,
}

/// Adds mails that wait to be sent.
pub(crate) async fn insert(
    conn: &mut PgConnection,
    notifications: &[Uuid],
) -> Result<(), StoreError> {
    sqlx::query!(
        "INSERT INTO mail_delivery (notification) SELECT UNNEST($1::uuid[])",
        notifications,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Returns a mail that waits to be sent.
pub(crate) async fn find_pending(
    conn: &mut PgConnection,
    notification: NotificationId,
) -> Result<Option<PendingMail>, StoreError> {
    let Some(row) = sqlx::query!(
        "SELECT recipient, notice, create_time, traceparent
         FROM mail_delivery
         JOIN notification ON notification.id = mail_delivery.notification
         JOIN announcement ON announcement.id = notification.announcement
         WHERE mail_delivery.notification = $1 AND state = 'pending'",
        notification.as_uuid(),
    )
    .fetch_optional(conn)
    .await?
    else {
        return Ok(None);
    };
    let notice = serde_json::from_value(row.notice).map_err(|source| StoreError::Json {
        what: "notice",
        source,
    })?;
    Ok(Some(PendingMail {
        notification,
        recipient: row.recipient.into(),
        notice,
        create_time: row.create_time,
        traceparent: row.traceparent,
    }))
}

/// Keeps what an attempt left behind, and returns since when the mail server has
/// put the mail off.
pub(crate) async fn record_attempt(
    conn: &mut PgConnection,
    notification: NotificationId,
    attempt: Attempt<'_>,
    now: OffsetDateTime,
) -> Result<Option<OffsetDateTime>, StoreError> {
    let put_off = sqlx::query_scalar!(
        "UPDATE mail_delivery
         SET attempts = attempts + 1, message_id = $2, reply_code = $3,
             put_off_time = CASE WHEN $4 THEN coalesce(put_off_time, $5) ELSE put_off_time END
         WHERE notification = $1
         RETURNING put_off_time",
        notification.as_uuid(),
        attempt.message_id,
        attempt.reply_code.map(i32::from),
        attempt.put_off,
        now,
    )
    .fetch_one(conn)
    .await?;
    Ok(put_off)
}

/// Ends the waiting of a mail.
pub(crate) async fn settle(
    conn: &mut PgConnection,
    notification: NotificationId,
    state: MailState,
    now: OffsetDateTime,
) -> Result<(), StoreError> {
    sqlx::query!(
        "UPDATE mail_delivery SET state = $2, settle_time = $3
         WHERE notification = $1 AND state = 'pending'",
        notification.as_uuid(),
        state.name(),
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}
