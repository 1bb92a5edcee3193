//! SQL of this schema, a file per table group. No transactions, no decisions.

mod challenges;
mod facts;
mod identity;
mod ledger;
mod releases;
mod reports;
mod submissions;

pub(crate) use facts::{TABLES, insert as insert_facts};
pub(crate) use identity::organizations;
pub(crate) use ledger::list as list_ledger;
pub(crate) use releases::{
    Row, insert as insert_release, last as last_releases, list as list_releases,
    lock as lock_releases, of_challenge as releases_of,
};
pub(crate) use reports::{authority, challenge_report, platform_report};
