//! The use cases, a file each.

mod access;
mod challenge_report;
mod error;
mod ledger;
mod platform_report;
mod record;

pub(crate) use access::Access;
pub(crate) use challenge_report::get_challenge_report;
pub(crate) use error::AppError;
pub(crate) use ledger::list_challenge_ledger;
pub(crate) use platform_report::get_platform_report;
pub(crate) use record::{TABLES, record_in_tx};
