//! Lists what a person was told.

use linia_chassis::{auth::Caller, paging::Page};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{Access, AppError};
use crate::{domain::InboxEntry, store};

/// The key of the last notification of a page.
pub(crate) type Cursor = (OffsetDateTime, Uuid);

/// Returns a page of the caller's notifications, newest first, and the token
/// of the next.
///
/// # Errors
/// UNAUTHENTICATED, PERMISSION_DENIED.
pub(crate) async fn list_notifications(
    access: &Access,
    caller: &Caller,
    page: &Page<Cursor>,
) -> Result<(Vec<InboxEntry>, String), AppError> {
    let account = access.own(caller, "ListNotifications")?;
    let mut conn = access.database.read().await?;
    let after = page.cursor().copied();
    let entries = store::list_notifications(&mut conn, account, after, page.limit()).await?;
    Ok(page.finish(entries, |entry| (entry.create_time, entry.id.as_uuid())))
}
