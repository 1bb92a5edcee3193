//! The inbox: what a person was told.

use linia_chassis::id::{AccountId, NotificationId};
use time::OffsetDateTime;

use super::MailState;

/// A notification as its recipient sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct InboxEntry {
    /// Which one.
    pub(crate) id: NotificationId,
    /// Whose.
    pub(crate) recipient: AccountId,
    /// What it is about.
    pub(crate) topic: String,
    /// The name of the resource it is about.
    pub(crate) subject: String,
    /// When it arose.
    pub(crate) create_time: OffsetDateTime,
    /// When it was read.
    pub(crate) read_time: Option<OffsetDateTime>,
    /// How its mail fares; `None` if the person wants none.
    pub(crate) mail_state: Option<MailState>,
}
