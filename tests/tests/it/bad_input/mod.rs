//! Bad input gets a clear, typed error and changes nothing.
//!
//! Calls go over the wire as a stranger would make them: a method by its name, a body in JSON,
//! through the published contract. What must be refused stands in tables ([`table`]); around each
//! table everything that is stored is compared ([`snapshot`]).

mod callers;
mod catalogue;
mod challenges;
mod decided;
mod identity;
mod limits;
mod messages;
mod poison;
mod readers;
pub(crate) mod samples;
pub(crate) mod snapshot;
pub(crate) mod stand;
mod submissions;
mod table;
mod tokens;
pub(crate) mod wire;
