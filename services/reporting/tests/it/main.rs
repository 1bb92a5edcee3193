//! Reporting against a real Postgres: facts in, numbers out.

mod contest;
mod ledger;
mod open_contest;
mod open_data;
mod reports;
mod world;
