//! The running Linia system as a library.
//!
//! One piece of code starts the stack for the demo, the tests, the benchmarks and the fault tests:
//!
//! - [`stack`]: a private Postgres cluster, NATS server, mail and telemetry sinks and the five
//!   services, on free ports and in a directory of their own under `target/`; nothing is left
//!   running or listening when the value is dropped or its process dies, however it dies.
//! - [`service_test`]: a fresh database and broker for the integration tests of a single service.
//! - [`canary`]: looks for a word in whatever a system leaves behind.
//! - [`faults`]: people write while parts of the system die; an oracle counts what was lost.
//! - [`herd`]: far too many hand in during the last seconds of a stage.
//! - [`rolling`]: one replica after the other is replaced by one of another build.
//! - [`histories`]: whose stored versions are whose.
//! - [`contracts`]: the JSON Schemas and the AsyncAPI document that are derived from the contracts.
//! - [`settings`]: every setting of every service, and the table for operators.
//! - [`recompute`]: a stranger's check of a published record, in another language.
//! - [`ocds`]: the standard's own schemas, held against what is published as open data.
//! - [`bench`]: how fast the system is, beside the least that the same work takes.
//!
//! `linia-stack` is the same on the command line.

pub mod bench;
pub mod canary;
pub mod contracts;
pub mod faults;
pub mod herd;
pub mod histories;
pub mod ocds;
pub mod recompute;
pub mod rolling;
pub mod script;
pub mod service_test;
pub mod settings;
pub mod stack;
pub mod story;
