//! Events: what this service publishes, what it consumes, and what falls due.

pub mod consumed;
pub mod due;
pub mod published;
