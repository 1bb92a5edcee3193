//! How fast it is: each measure sets what the system does beside the least that the same servers
//! need for the same work, both in the same run, in turns, and gives the ratio.
//!
//! - [`measures`]: what is measured, a file each, and [`measures::Part`], which chooses.
//! - [`ground`]: the running system, a published challenge and those who enter it.
//! - [`bare`]: the least service that answers the same read, for comparison.
//! - [`report`]: the table.
//!
//! The rest is what measures share: closed-loop load, pgbench, raw JetStream, a backlog, figures.
//! Nothing here passes or fails: a ratio that a machine cannot reach is told, not hidden.

pub mod backlog;
pub mod bare;
pub mod broker;
pub mod error;
pub mod figures;
pub mod ground;
pub mod load;
pub mod machine;
pub mod measures;
pub mod pgbench;
pub mod plan;
mod processor;
pub mod readiness;
pub mod report;

pub use error::{BenchError, Result};
pub use figures::Comparison;
pub use ground::Ground;
pub use measures::Part;
pub use plan::Plan;
pub use report::Report;
