//! Marks a notification as read.

use linia_chassis::{auth::Caller, id::NotificationId};

use super::{Access, AppError};
use crate::{domain::InboxEntry, store};

/// Marks a notification as read; it keeps the time at which it first was.
///
/// # Errors
/// UNAUTHENTICATED; NOT_FOUND if it does not exist or was told to somebody else.
pub(crate) async fn mark_read(
    access: &Access,
    caller: &Caller,
    notification: NotificationId,
) -> Result<InboxEntry, AppError> {
    caller.account()?;
    let mut tx = access.database.begin_write().await?;
    let entry = store::find_notification(tx.conn(), notification)
        .await?
        .ok_or(AppError::UnknownNotification(notification))?;
    access.recipient(
        caller,
        "MarkNotificationRead",
        notification,
        entry.recipient,
    )?;
    let now = tx.now();
    let read_time = store::mark_read(tx.conn(), notification, now).await?;
    tx.commit().await?;
    Ok(InboxEntry {
        read_time: Some(read_time),
        ..entry
    })
}
