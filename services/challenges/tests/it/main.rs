//! challenges against a real Postgres and a stand-in for identity.

mod drafting;
mod fake_identity;
mod keys;
mod publishing;
mod questions;
mod results;
mod samples;
mod world;
