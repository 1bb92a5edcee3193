//! The services that this one calls.

pub mod identity;
