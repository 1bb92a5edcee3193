//! Submissions against a real Postgres, as the role that it serves with; the
//! other services are played.

mod accepting;
mod admitting;
mod closing;
mod contest;
mod peers;
mod recomputing;
mod retention;
mod world;
