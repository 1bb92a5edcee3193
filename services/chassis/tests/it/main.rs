//! The chassis from outside: two toy services in this process, a real Postgres
//! and a real broker.
//!
//! | module | what is in it |
//! | --- | --- |
//! | [`toys`] | a service that publishes, and one that consumes |
//! | [`world`], [`stream`], [`gate`] | what they live in, and how it is looked at and held up |
//! | the others | the rules, each test named after one |

mod config;
mod connections;
mod dead_letters;
mod door;
mod gate;
mod idempotency;
mod leadership;
mod life;
mod limits;
mod metrics;
mod migrate;
mod production;
mod projection;
mod reaction;
mod relay;
mod room;
mod scheduler;
mod stream;
mod tls;
mod toys;
mod transport;
mod world;
