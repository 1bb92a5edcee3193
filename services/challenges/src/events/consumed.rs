//! What this service learns from the others.

mod erasures;
mod organizations;
mod results;

pub use erasures::ContestRecords;
pub use organizations::Organizations;
pub use results::Results;
