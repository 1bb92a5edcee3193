//! Reporting against a real Postgres: facts in, numbers out.

mod contest;
mod ledger;
mod reports;
mod world;
