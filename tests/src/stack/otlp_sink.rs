//! A receiver of traces and metrics over OTLP/gRPC that keeps them to be asked about.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::Arc;

use opentelemetry_proto::tonic::collector::metrics::v1 as metrics_service;
use opentelemetry_proto::tonic::collector::trace::v1 as trace_service;
use opentelemetry_proto::tonic::common::v1::{AnyValue, KeyValue, any_value::Value};
use opentelemetry_proto::tonic::metrics::v1::{
    Metric, metric::Data, number_data_point::Value as Number,
};
use opentelemetry_proto::tonic::resource::v1::Resource;
use opentelemetry_proto::tonic::trace::v1::Span;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio_stream::wrappers::TcpListenerStream;
use tokio_util::task::AbortOnDropHandle;
use tonic::{Request, Response, Status};

use super::error::{Result, StackError};

/// A span that a service has sent.
#[derive(Debug, Clone)]
pub struct SpanRecord {
    /// `service.name` of its sender.
    pub service: String,
    /// The trace it belongs to, in hexadecimal.
    pub trace_id: String,
    /// The span as it came.
    pub span: Span,
}

impl SpanRecord {
    /// Its id, in hexadecimal.
    #[must_use]
    pub fn span_id(&self) -> String {
        hex(&self.span.span_id)
    }

    /// The id of its parent, in hexadecimal; `None` for the first of a trace.
    #[must_use]
    pub fn parent_id(&self) -> Option<String> {
        (!self.span.parent_span_id.is_empty()).then(|| hex(&self.span.parent_span_id))
    }

    /// An attribute as text.
    #[must_use]
    pub fn attribute(&self, key: &str) -> Option<String> {
        attribute(&self.span.attributes, key)
    }
}

/// The last report of a metric by a service.
#[derive(Debug, Clone)]
pub struct MetricRecord {
    /// `service.name` of its sender.
    pub service: String,
    /// The metric as it came.
    pub metric: Metric,
}

impl MetricRecord {
    /// The number that a gauge or a sum tells for exactly these attributes.
    #[must_use]
    pub fn number(&self, attributes: &[(&str, &str)]) -> Option<f64> {
        let points = match self.metric.data.as_ref()? {
            Data::Gauge(gauge) => &gauge.data_points,
            Data::Sum(sum) => &sum.data_points,
            Data::Histogram(_) | Data::ExponentialHistogram(_) | Data::Summary(_) => return None,
        };
        let point = points.iter().find(|point| {
            point.attributes.len() == attributes.len()
                && attributes
                    .iter()
                    .all(|(key, value)| attribute(&point.attributes, key).as_deref() == Some(value))
        })?;
        match point.value? {
            Number::AsDouble(number) => Some(number),
            // Exact for every count that a test can reach.
            #[expect(clippy::cast_precision_loss, reason = "below 2^53")]
            Number::AsInt(number) => Some(number as f64),
        }
    }

    /// The values of an attribute in all series of a histogram.
    #[must_use]
    pub fn values(&self, key: &str) -> BTreeSet<String> {
        let Some(Data::Histogram(histogram)) = &self.metric.data else {
            return BTreeSet::new();
        };
        let series = histogram.data_points.iter();
        series
            .filter_map(|point| attribute(&point.attributes, key))
            .collect()
    }
}

#[derive(Debug, Clone, Default)]
struct Received {
    spans: Vec<Arc<SpanRecord>>,
    metrics: Vec<Arc<MetricRecord>>,
}

/// The running sink; dropped, it stops listening.
#[derive(Debug)]
pub struct OtlpSink {
    address: SocketAddr,
    received: Arc<watch::Sender<Received>>,
    _listening: AbortOnDropHandle<()>,
}

impl OtlpSink {
    /// Listens on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// [`StackError::Listen`].
    pub async fn start() -> Result<Self> {
        let listen_error = |source| StackError::Listen {
            name: "telemetry sink",
            source,
        };
        let listener = TcpListener::bind(("127.0.0.1", 0))
            .await
            .map_err(listen_error)?;
        let address = listener.local_addr().map_err(listen_error)?;
        let received = Arc::new(watch::Sender::new(Received::default()));
        let receiver = Receiver(Arc::clone(&received));
        let server = tonic::transport::Server::builder()
            .add_service(
                trace_service::trace_service_server::TraceServiceServer::new(receiver.clone())
                    .accept_compressed(tonic::codec::CompressionEncoding::Gzip),
            )
            .add_service(
                metrics_service::metrics_service_server::MetricsServiceServer::new(receiver)
                    .accept_compressed(tonic::codec::CompressionEncoding::Gzip),
            )
            .serve_with_incoming(TcpListenerStream::new(listener));
        let listening = tokio::spawn(async move { drop(server.await) });
        Ok(Self {
            address,
            received,
            _listening: AbortOnDropHandle::new(listening),
        })
    }

    /// Where services send to.
    #[must_use]
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The spans of a trace (its id in hexadecimal), in the order of their start.
    #[must_use]
    pub fn trace(&self, trace_id: &str) -> Vec<Arc<SpanRecord>> {
        of_trace(&self.received.borrow(), trace_id)
    }

    /// All spans so far.
    #[must_use]
    pub fn spans(&self) -> Vec<Arc<SpanRecord>> {
        self.received.borrow().spans.clone()
    }

    /// Waits until the spans of a trace are such that `wanted` is true, and returns them. It waits
    /// for ever: put a timeout around it.
    pub async fn wait_for_trace(
        &self,
        trace_id: &str,
        wanted: impl Fn(&[Arc<SpanRecord>]) -> bool,
    ) -> Vec<Arc<SpanRecord>> {
        let mut received = self.received.subscribe();
        // Cannot fail: the sender lives as long as `self`.
        let _ = received
            .wait_for(|received| wanted(&of_trace(received, trace_id)))
            .await;
        self.trace(trace_id)
    }

    /// The last report of a metric by a service.
    #[must_use]
    pub fn metric(&self, service: &str, name: &str) -> Option<Arc<MetricRecord>> {
        let received = self.received.borrow();
        received
            .metrics
            .iter()
            .find(|record| record.service == service && record.metric.name == name)
            .cloned()
    }

    /// The last report of every metric.
    #[must_use]
    pub fn metrics(&self) -> Vec<Arc<MetricRecord>> {
        self.received.borrow().metrics.clone()
    }
}

fn of_trace(received: &Received, trace_id: &str) -> Vec<Arc<SpanRecord>> {
    let belongs = |record: &&Arc<SpanRecord>| record.trace_id.eq_ignore_ascii_case(trace_id);
    let mut spans: Vec<_> = received.spans.iter().filter(belongs).cloned().collect();
    spans.sort_by_key(|record| record.span.start_time_unix_nano);
    spans
}

#[derive(Debug, Clone)]
struct Receiver(Arc<watch::Sender<Received>>);

#[tonic::async_trait]
impl trace_service::trace_service_server::TraceService for Receiver {
    async fn export(
        &self,
        request: Request<trace_service::ExportTraceServiceRequest>,
    ) -> Result<Response<trace_service::ExportTraceServiceResponse>, Status> {
        self.0.send_modify(|received| {
            for resource in request.into_inner().resource_spans {
                let service = service_name(resource.resource.as_ref());
                let spans = resource
                    .scope_spans
                    .into_iter()
                    .flat_map(|scope| scope.spans);
                received.spans.extend(spans.map(|span| {
                    let (service, trace_id) = (service.clone(), hex(&span.trace_id));
                    Arc::new(SpanRecord {
                        service,
                        trace_id,
                        span,
                    })
                }));
            }
        });
        Ok(Response::new(Default::default()))
    }
}

#[tonic::async_trait]
impl metrics_service::metrics_service_server::MetricsService for Receiver {
    async fn export(
        &self,
        request: Request<metrics_service::ExportMetricsServiceRequest>,
    ) -> Result<Response<metrics_service::ExportMetricsServiceResponse>, Status> {
        self.0.send_modify(|received| {
            for resource in request.into_inner().resource_metrics {
                let service = service_name(resource.resource.as_ref());
                for metric in resource
                    .scope_metrics
                    .into_iter()
                    .flat_map(|scope| scope.metrics)
                {
                    let same = |old: &Arc<MetricRecord>| {
                        old.service == service && old.metric.name == metric.name
                    };
                    received.metrics.retain(|old| !same(old));
                    let service = service.clone();
                    received
                        .metrics
                        .push(Arc::new(MetricRecord { service, metric }));
                }
            }
        });
        Ok(Response::new(Default::default()))
    }
}

fn service_name(resource: Option<&Resource>) -> String {
    resource
        .and_then(|resource| attribute(&resource.attributes, "service.name"))
        .unwrap_or_default()
}

fn attribute(attributes: &[KeyValue], key: &str) -> Option<String> {
    let found = attributes.iter().find(|attribute| attribute.key == key)?;
    match found.value.as_ref()? {
        AnyValue {
            value: Some(Value::StringValue(text)),
        } => Some(text.clone()),
        AnyValue {
            value: Some(Value::BoolValue(value)),
        } => Some(value.to_string()),
        AnyValue {
            value: Some(Value::IntValue(value)),
        } => Some(value.to_string()),
        AnyValue {
            value: Some(Value::DoubleValue(value)),
        } => Some(value.to_string()),
        AnyValue { .. } => None,
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
