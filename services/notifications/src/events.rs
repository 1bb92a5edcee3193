//! What is consumed. This service publishes nothing.

mod admission;
mod challenges;
mod consumed;
mod fields;
mod identity;
mod programmes;
mod submissions;

pub use consumed::TellPeople;
