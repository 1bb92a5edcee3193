//! How long the service itself took to turn calls away, by its own metrics: the callers share the
//! machine with it, so their clocks would measure themselves.

use opentelemetry_proto::tonic::{
    common::v1::any_value::Value,
    metrics::v1::{HistogramDataPoint, metric::Data},
};

use super::call::{Call, Counts};
use crate::{bench::Result, stack::System, story::World};

const SUBMIT_ENTRY: &str = "linia.submissions.v1.EntryService/SubmitEntry";

/// A refusal shall take no longer, in seconds; one of the bounds of the histogram.
pub const SOON: f64 = 0.05;

/// How long refusals took.
#[derive(Debug, Default, Clone, Copy)]
pub struct ServerSide {
    /// Turned away because there were too many.
    pub overloaded: Durations,
    /// Turned away because the stage had closed.
    pub late: Durations,
}

/// Durations of calls, in seconds.
#[derive(Debug, Default, Clone, Copy)]
pub struct Durations {
    /// How many.
    pub count: u64,
    /// How many took no longer than [`SOON`].
    pub soon: u64,
    /// The longest.
    pub longest: f64,
    /// On average.
    pub mean: f64,
}

impl ServerSide {
    /// Reads them once the service has told of all that were counted here.
    ///
    /// # Errors
    /// If it does not.
    pub async fn read(world: &World<System>, calls: &[Call]) -> Result<Self> {
        let counts = Counts::of(calls);
        let told = world.wait_for("submissions tells of its calls", async || {
            let told = Self::last(world)?;
            let overloaded = told.overloaded.count >= counts.overloaded as u64;
            (overloaded && told.late.count >= counts.late as u64).then_some(told)
        });
        Ok(told.await?)
    }

    fn last(world: &World<System>) -> Option<Self> {
        let record = world
            .system
            .otlp
            .metric("submissions", "rpc.server.call.duration")?;
        let Some(Data::Histogram(histogram)) = &record.metric.data else {
            return None;
        };
        let mut told = Self::default();
        for point in &histogram.data_points {
            if text(point, "rpc.method").as_deref() != Some(SUBMIT_ENTRY) {
                continue;
            }
            match text(point, "rpc.response.status_code").as_deref() {
                Some("RESOURCE_EXHAUSTED") => told.overloaded = Durations::of(point),
                Some("FAILED_PRECONDITION") => told.late = Durations::of(point),
                _ => {}
            }
        }
        Some(told)
    }
}

impl Durations {
    fn of(point: &HistogramDataPoint) -> Self {
        let bounds = point.explicit_bounds.iter();
        let soon = bounds.zip(&point.bucket_counts);
        let soon = soon.filter(|(bound, _)| **bound <= SOON);
        Self {
            count: point.count,
            soon: soon.map(|(_, count)| count).sum(),
            longest: point.max.unwrap_or_default(),
            mean: point.sum.unwrap_or_default() / point.count.max(1) as f64,
        }
    }
}

fn text(point: &HistogramDataPoint, key: &str) -> Option<String> {
    let found = point.attributes.iter().find(|it| it.key == key)?;
    match found.value.as_ref()?.value.as_ref()? {
        Value::StringValue(text) => Some(text.clone()),
        _ => None,
    }
}
