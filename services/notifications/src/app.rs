//! The use cases, a file each.

mod access;
mod erase;
mod error;
mod export_my_inbox;
mod follow;
mod list_notifications;
mod mark_read;
mod preferences;
mod send_mail;
mod tell;

pub(crate) use access::Access;
pub(crate) use erase::NothingKept;
pub(crate) use error::AppError;
pub(crate) use export_my_inbox::export_my_inbox;
pub(crate) use follow::{follow, list_followings, unfollow};
pub(crate) use list_notifications::list_notifications;
pub(crate) use mark_read::mark_read;
pub(crate) use preferences::{get_preferences, update_preferences};
pub(crate) use send_mail::{SEND_MAIL, SendMail};
pub(crate) use tell::{Origin, tell_in_tx};
