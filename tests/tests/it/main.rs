//! Tests against the real thing.

#![expect(clippy::unwrap_used, reason = "a test may")]

mod architecture;
mod bad_input;
mod broker_rights;
mod canary;
mod configuration;
mod contracts;
mod database_rights;
mod erasure;
mod faults;
mod feed;
mod grid;
mod herd;
mod kubernetes;
mod large_files;
mod large_messages;
mod linking;
mod made_secrets;
mod main_job;
mod managed_database;
mod observability;
mod rolling;
mod rotation;
mod servers;
mod sinks;
mod tls;
