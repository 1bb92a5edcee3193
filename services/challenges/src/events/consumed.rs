//! What this service learns from the others.

mod organizations;
mod results;

pub use organizations::Organizations;
pub use results::Results;
