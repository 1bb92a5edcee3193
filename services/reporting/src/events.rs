//! What is consumed. This service publishes nothing.

mod consumed;
mod notices;
mod read;
mod views;

pub use consumed::ReportingProjection;
