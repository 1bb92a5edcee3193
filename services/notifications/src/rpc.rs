//! The gRPC services, a file each.

mod convert;
mod followings;
mod inbox;
mod preferences;

pub(crate) use followings::Followings;
pub(crate) use inbox::Inbox;
pub(crate) use preferences::Preferences;
