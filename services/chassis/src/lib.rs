//! What every Linia service needs and no service owns.
//!
//! | room | what is in it |
//! | --- | --- |
//! | [`process`], [`config`], [`telemetry`], [`threads`] | a process's life: settings, start, readiness, draining, end; who gives way to whom |
//! | [`grpc`], [`auth`], [`limits`], [`policy`], [`problem`], [`paging`], [`idempotency`] | a call's way in, and what it is told |
//! | [`database`], [`id`] | transactions and identifiers |
//! | [`outbox`], [`relay`], [`broker`] | an event's way out |
//! | [`consumer`] | an event's way in |
//! | [`scheduler`] | work that falls due |
//! | [`personal_data`], [`erasure`] | what people get of theirs, and how it goes |
//! | [`failpoint`] | where the fault tests let a process die |
//! | [`crypto`], [`tls`] | keys, seals and signatures; who is at the other end |

/// What this is: the version, and the commit where the build was told it.
pub const VERSION: &str = match option_env!("LINIA_VERSION") {
    Some(version) => version,
    None => env!("CARGO_PKG_VERSION"),
};

pub mod auth;
pub mod broker;
pub mod config;
pub mod consumer;
pub mod crypto;
pub mod database;
pub mod erasure;
pub mod failpoint;
pub mod grpc;
pub mod id;
pub mod idempotency;
pub mod limits;
pub mod outbox;
pub mod paging;
pub mod personal_data;
pub mod policy;
pub mod problem;
pub mod process;
pub mod relay;
pub mod scheduler;
pub mod standing;
pub mod telemetry;
pub mod threads;
pub mod tls;
