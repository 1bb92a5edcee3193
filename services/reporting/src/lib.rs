//! Reporting: what happened, in numbers that can be traced back.
//!
//! It owns facts, each written once from an event of another service and never
//! changed, the ledger of every challenge's events, and the notices of contests
//! as open data. Everything here can be read again from the streams. It publishes nothing, and writes nothing that
//! another service reads. It consumes the events of identity (accounts,
//! organizations), challenges (challenges, questions) and submissions (stages,
//! entries, jurors).
//!
//! | room | what is in it |
//! | --- | --- |
//! | [`config`] | settings |
//! | `domain` | facts, reports, ledger lines, releases |
//! | `app` | use cases: record facts, publish releases, reports, the ledger, open data |
//! | `store` | SQL |
//! | `rpc` | `ReportService`, `OpenDataService` |
//! | `clients` | identity, for names |
//! | [`events`] | what is consumed |
//! | `wiring` | puts it together |

pub mod config;
pub mod events;

mod app;
mod clients;
mod domain;
mod rpc;
mod store;
mod wiring;

pub use wiring::Reporting;
