//! SQL of this schema, a file per table group. No transactions, no decisions.

mod challenges;
mod facts;
mod identity;
mod ledger;
mod reports;
mod submissions;

pub(crate) use facts::{TABLES, insert as insert_facts};
pub(crate) use ledger::list as list_ledger;
pub(crate) use reports::{authority, challenge_report, platform_report};
