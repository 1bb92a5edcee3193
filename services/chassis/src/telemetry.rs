//! What a process tells of itself: logs, traces and metrics. Traces and
//! metrics go out by OTLP, or nowhere if no receiver is set.

pub mod metrics;
pub mod trace_context;

use std::{sync::LazyLock, time::Duration};

use opentelemetry::{KeyValue, global, trace::TracerProvider as _};
use opentelemetry_otlp::WithExportConfig;
use opentelemetry_sdk::{
    Resource,
    metrics::{PeriodicReader, SdkMeterProvider},
    propagation::TraceContextPropagator,
    trace::SdkTracerProvider,
};
use tracing::{Level, Metadata};
use tracing_subscriber::{
    EnvFilter, Layer,
    filter::{LevelFilter, filter_fn},
    layer::SubscriberExt,
    util::SubscriberInitExt,
};
use uuid::Uuid;

use crate::config::{LogFormat, TelemetrySettings};

/// This process, as long as it lives.
static INSTANCE: LazyLock<Uuid> = LazyLock::new(Uuid::new_v4);

/// Why telemetry could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// The filter cannot be read.
    #[error("telemetry.log_filter: {0}")]
    Filter(#[from] tracing_subscriber::filter::ParseError),
    /// The exporter cannot be made.
    #[error("telemetry.otlp_endpoint: {0}")]
    Exporter(#[from] opentelemetry_otlp::ExporterBuildError),
    /// It was set up already in this process.
    #[error("telemetry is set up already")]
    Twice(#[from] tracing_subscriber::util::TryInitError),
}

/// Keeps telemetry going; sends what is left when the process ends.
#[derive(Debug, Default)]
pub struct Telemetry {
    traces: Option<SdkTracerProvider>,
    metrics: Option<SdkMeterProvider>,
}

impl Telemetry {
    /// Starts logs and, with a receiver set, traces and metrics.
    ///
    /// # Errors
    /// [`TelemetryError`]; a receiver that is down is none, its data is lost.
    pub fn start(
        service: &'static str,
        settings: &TelemetrySettings,
    ) -> Result<Self, TelemetryError> {
        global::set_text_map_propagator(TraceContextPropagator::new());
        let mut started = Self::default();
        if !settings.otlp_endpoint.is_empty() {
            started.traces = Some(traces(service, settings)?);
            started.metrics = Some(metrics(service, settings)?);
        }

        let spans = started.traces.as_ref().map(|provider| {
            tracing_opentelemetry::layer()
                .with_tracer(provider.tracer("linia"))
                // However little is logged.
                .with_filter(LevelFilter::INFO)
        });
        // Standard output belongs to what a command was asked for.
        let lines = match settings.log_format {
            LogFormat::Text => tracing_subscriber::fmt::layer()
                .with_target(false)
                .with_writer(std::io::stderr)
                .boxed(),
            LogFormat::Json => json_subscriber::fmt::layer()
                .with_writer(std::io::stderr)
                .flatten_event(true)
                .with_opentelemetry_ids(true)
                .boxed(),
        };
        tracing_subscriber::registry()
            .with(filter_fn(is_discreet))
            .with(spans)
            .with(lines.with_filter(EnvFilter::try_new(&settings.log_filter)?))
            .try_init()?;
        Ok(started)
    }

    /// Sends what is left. Blocks for seconds at most.
    pub fn stop(self) {
        if let Some(Err(error)) = self.traces.map(|provider| provider.shutdown()) {
            tracing::warn!(%error, "traces were lost");
        }
        if let Some(Err(error)) = self.metrics.map(|provider| provider.shutdown()) {
            tracing::warn!(%error, "metrics were lost");
        }
    }
}

/// Below `INFO` we alone speak: libraries print there what passes through them,
/// tokens and mails included.
fn is_discreet(event: &Metadata<'_>) -> bool {
    *event.level() <= Level::INFO || event.target().starts_with("linia")
}

fn resource(service: &'static str) -> Resource {
    Resource::builder()
        .with_service_name(service)
        .with_attribute(KeyValue::new("service.namespace", "linia"))
        .with_attribute(KeyValue::new("service.version", crate::VERSION))
        // Replicas tell of themselves apart.
        .with_attribute(KeyValue::new("service.instance.id", INSTANCE.to_string()))
        .build()
}

fn traces(
    service: &'static str,
    settings: &TelemetrySettings,
) -> Result<SdkTracerProvider, TelemetryError> {
    let exporter = opentelemetry_otlp::SpanExporter::builder()
        .with_tonic()
        .with_endpoint(&settings.otlp_endpoint)
        .with_timeout(Duration::from_secs(3))
        .build()?;
    Ok(SdkTracerProvider::builder()
        .with_resource(resource(service))
        .with_batch_exporter(exporter)
        .build())
}

fn metrics(
    service: &'static str,
    settings: &TelemetrySettings,
) -> Result<SdkMeterProvider, TelemetryError> {
    let exporter = opentelemetry_otlp::MetricExporter::builder()
        .with_tonic()
        .with_endpoint(&settings.otlp_endpoint)
        .with_timeout(Duration::from_secs(3))
        .build()?;
    let reader = PeriodicReader::builder(exporter)
        .with_interval(Duration::from_secs(settings.metric_interval_seconds))
        .build();
    let provider = SdkMeterProvider::builder()
        .with_resource(resource(service))
        .with_reader(reader)
        .build();
    global::set_meter_provider(provider.clone());
    Ok(provider)
}
