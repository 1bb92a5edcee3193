//! The use cases, a file each.

mod access;
mod challenge_report;
mod error;
mod ledger;
mod open_data;
mod platform_report;
mod publish;
mod record;

pub(crate) use access::Access;
pub(crate) use challenge_report::get_challenge_report;
pub(crate) use error::AppError;
pub(crate) use ledger::list_challenge_ledger;
pub(crate) use open_data::OpenData;
pub(crate) use platform_report::get_platform_report;
pub(crate) use publish::publish_in_tx;
pub(crate) use record::{TABLES, record_in_tx};
