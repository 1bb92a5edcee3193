//! identity: who people and organizations are, and how they prove it.
//!
//! **Owns** accounts, sessions, organizations, memberships, teams, service
//! accounts, signing keys, and one of the two shares of the keys that seal a
//! stage. It is the only store of personal data in the system.
//!
//! **Publishes** events of the aggregates `account`, `organization`, `team` and
//! `erasure`: ids and public facts, never personal data. **Consumes** nothing, and
//! calls no other service: everybody depends on it, so it depends on nobody. It
//! leads the erasure of a person's data ([`app::erasures`]); the others report.
//!
//! | room | what is in it |
//! | --- | --- |
//! | [`domain`] | the rules, pure |
//! | [`app`] | the use cases, a file each |
//! | [`store`] | SQL, a file per table group |
//! | [`rpc`] | the gRPC services, a file each |
//! | [`events`] | what is published |
//! | [`policies`] | who may do what |
//! | [`config`], [`wiring`] | settings, and how it is put together |
//!
//! # Two clocks
//! What the domain decides (when a key share is released, when something was
//! made) is by the one clock, the SQL function `linia_now()`. Technical
//! expiries (access and refresh tokens, verification tokens, the operator's
//! one-time secret) are by the real clock, `clock_timestamp()` in SQL and the
//! system's in the process: each service compares the end of an access token
//! with its own system clock, and travelling in time must sign nobody out.

pub mod app;
pub mod config;
pub mod domain;
pub mod events;
pub mod policies;
pub mod rpc;
pub mod store;
pub mod wiring;

pub use wiring::Identity;
