//! Notifications against a real Postgres, a real mail server and, where a
//! process runs, an identity that answers as the contracts say.

mod admitting;
mod concerning;
mod erasing;
mod following;
mod identity;
mod inbox;
mod judging;
mod mailing;
mod programmes;
mod service;
mod telling;
mod world;
