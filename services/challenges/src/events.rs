//! Events: what this service publishes, and what it consumes.

pub mod consumed;
pub mod published;
