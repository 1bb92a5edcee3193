//! challenges against a real Postgres and a stand-in for identity.

mod admitting;
mod amendments;
mod appeals;
mod drafting;
mod fake_identity;
mod keys;
mod publishing;
mod questions;
mod results;
mod reviewing;
mod samples;
mod search;
mod similar;
mod visibility;
mod world;
