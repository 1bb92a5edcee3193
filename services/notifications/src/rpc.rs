//! The gRPC services, a file each.

mod convert;
mod inbox;
mod preferences;

pub(crate) use inbox::Inbox;
pub(crate) use preferences::Preferences;
