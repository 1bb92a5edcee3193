//! What is measured.

mod accept;
mod demand;
mod idle;
mod latency;
mod read;
mod rebuild;
mod relay;

use clap::ValueEnum;

pub use demand::Demand;
pub use idle::Idle;

use super::{Comparison, Ground, Plan, error::Result};

/// A part of the benchmark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// Entries accepted, singly and with group commit.
    Accept,
    /// Authenticated reads.
    Read,
    /// Memory of an idle service, and its start.
    Idle,
    /// What services take of the processor.
    Demand,
    /// Rebuild of the reporting projections.
    Rebuild,
    /// From commit to subscriber.
    Latency,
    /// The relay and a backlog.
    Relay,
}

/// What was measured.
#[derive(Debug, Default)]
pub struct Measured {
    /// What has something beside it.
    pub comparisons: Vec<Comparison>,
    /// What stands alone.
    pub idle: Vec<Idle>,
    /// What services take of the processor.
    pub demands: Vec<Demand>,
}

impl Part {
    /// All, in an order in which none disturbs the next: raw messages come last, because the
    /// service whose stream they use would wonder at them.
    pub const ALL: [Self; 7] = [
        Self::Accept,
        Self::Read,
        Self::Idle,
        Self::Demand,
        Self::Rebuild,
        Self::Latency,
        Self::Relay,
    ];

    /// Measures it.
    ///
    /// # Errors
    /// The first that goes wrong.
    pub async fn measure(
        self,
        ground: &mut Ground,
        plan: &Plan,
        measured: &mut Measured,
    ) -> Result<()> {
        let comparisons = match self {
            Self::Accept => accept::measure(ground, plan).await?,
            Self::Read => read::measure(ground, plan).await?,
            Self::Idle => {
                measured.idle = idle::measure(ground, plan).await?;
                Vec::new()
            }
            Self::Demand => {
                measured.demands = demand::measure(ground, plan).await?;
                Vec::new()
            }
            Self::Rebuild => rebuild::measure(ground, plan).await?,
            Self::Latency => latency::measure(ground, plan).await?,
            Self::Relay => relay::measure(ground, plan).await?,
        };
        measured.comparisons.extend(comparisons);
        Ok(())
    }
}
