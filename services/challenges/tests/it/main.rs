//! challenges against a real Postgres and a stand-in for identity.

mod acts;
mod admitting;
mod amendments;
mod appeals;
mod carrying;
mod carrying_into_programmes;
mod drafting;
mod enrolling;
mod extending;
mod fake_identity;
mod freezing;
mod keys;
mod languages;
mod programmes;
mod publishing;
mod questions;
mod results;
mod retention;
mod reviewing;
mod runners_up;
mod samples;
mod search;
mod similar;
mod succession;
mod visibility;
mod world;
