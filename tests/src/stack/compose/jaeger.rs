//! Where the traces are shown, by its stable API, `/api/v3`
//! (<https://www.jaegertracing.io/docs/2.11/architecture/apis/>), which answers in OTLP's JSON.

use std::sync::Arc;

use opentelemetry_proto::tonic::trace::v1::Span as OtlpSpan;
use serde::Deserialize;

use super::super::error::{Result, StackError};
use super::super::otlp_sink::SpanRecord;
use super::http;

/// All there ever were and will be, and more of them than there are.
const EVERY: &str = "query.start_time_min=1970-01-01T00:00:00Z\
                     &query.start_time_max=2200-01-01T00:00:00Z&query.num_traces=10000";

type Cause = Box<dyn std::error::Error + Send + Sync>;

/// The viewer.
#[derive(Debug)]
pub(super) struct Jaeger {
    address: String,
}

#[derive(Deserialize)]
struct Answer {
    result: Traces,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Traces {
    #[serde(default)]
    resource_spans: Vec<ResourceSpans>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ResourceSpans {
    #[serde(default)]
    resource: Resource,
    #[serde(default)]
    scope_spans: Vec<ScopeSpans>,
}

#[derive(Deserialize, Default)]
struct Resource {
    #[serde(default)]
    attributes: Vec<Attribute>,
}

#[derive(Deserialize)]
struct Attribute {
    key: String,
    value: Text,
}

/// A value; empty when it is no text.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Text {
    #[serde(default)]
    string_value: String,
}

#[derive(Deserialize)]
struct ScopeSpans {
    #[serde(default)]
    spans: Vec<Span>,
}

/// Ids are hexadecimal, times decimal text (OTLP, "JSON Protobuf Encoding").
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Span {
    trace_id: String,
    span_id: String,
    #[serde(default)]
    parent_span_id: String,
    name: String,
    #[serde(default)]
    start_time_unix_nano: String,
}

impl Jaeger {
    pub(super) fn at(address: String) -> Self {
        Self { address }
    }

    /// The spans so far of a trace, in the order of their start.
    pub(super) async fn trace(&self, trace_id: &str) -> Result<Vec<Arc<SpanRecord>>> {
        self.ask(&format!("/api/v3/traces/{trace_id}")).await
    }

    /// The spans so far of every trace with a span of this name.
    pub(super) async fn with_span(
        &self,
        service: &str,
        name: &str,
    ) -> Result<Vec<Arc<SpanRecord>>> {
        let name = name.replace('/', "%2F");
        let of = format!("query.service_name={service}&query.operation_name={name}");
        self.ask(&format!("/api/v3/traces?{of}&{EVERY}")).await
    }

    async fn ask(&self, path: &str) -> Result<Vec<Arc<SpanRecord>>> {
        // It answers with an error when there is nothing yet.
        let Some(answer): Option<Answer> = http::get_json(&self.address, path).await? else {
            return Ok(Vec::new());
        };
        let spans = read(answer).map_err(|source| StackError::Asked {
            url: format!("http://{}{path}", self.address),
            source,
        });
        let mut spans = spans?;
        spans.sort_by_key(|it| it.span.start_time_unix_nano);
        Ok(spans.into_iter().map(Arc::new).collect())
    }
}

fn read(answer: Answer) -> Result<Vec<SpanRecord>, Cause> {
    let mut records = Vec::new();
    for of_resource in answer.result.resource_spans {
        let mut attributes = of_resource.resource.attributes.into_iter();
        let named = attributes.find(|it| it.key == "service.name");
        let service = named.map(|it| it.value.string_value).unwrap_or_default();
        for span in of_resource.scope_spans.into_iter().flat_map(|it| it.spans) {
            records.push(span.of(&service)?);
        }
    }
    Ok(records)
}

impl Span {
    fn of(self, service: &str) -> Result<SpanRecord, Cause> {
        let start = self.start_time_unix_nano.as_str();
        Ok(SpanRecord {
            service: service.to_owned(),
            span: OtlpSpan {
                trace_id: hex::decode(&self.trace_id)?,
                span_id: hex::decode(&self.span_id)?,
                parent_span_id: hex::decode(&self.parent_span_id)?,
                name: self.name,
                start_time_unix_nano: if start.is_empty() { 0 } else { start.parse()? },
                ..OtlpSpan::default()
            },
            trace_id: self.trace_id,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Answer, read};

    /// As Jaeger 2 answers: what is empty is left out.
    const ANSWER: &str = r#"{"result": {"resourceSpans": [{
        "resource": {"attributes": [
            {"key": "process.pid", "value": {"intValue": "7"}},
            {"key": "service.name", "value": {"stringValue": "identity"}}
        ]},
        "scopeSpans": [{"scope": {}, "spans": [
            {"traceId": "00000000000000000000000000000001", "spanId": "0000000000000002", "name": "call",
             "startTimeUnixNano": "1763800000000000001", "kind": 2, "status": {}},
            {"traceId": "00000000000000000000000000000001", "spanId": "0000000000000003",
             "parentSpanId": "0000000000000002", "name": "query"}
        ]}]
    }]}}"#;

    #[test]
    fn spans_are_read_with_service_parent_and_time() {
        let answer: Answer = serde_json::from_str(ANSWER).expect("is JSON");
        let spans = read(answer).expect("has ids");
        let told: Vec<_> = spans
            .iter()
            .map(|it| (it.service.as_str(), it.span.name.as_str(), it.parent_id()))
            .collect();
        let parent = Some("0000000000000002".to_owned());
        assert_eq!(
            told,
            [("identity", "call", None), ("identity", "query", parent)]
        );
        assert_eq!(
            spans[0].span.start_time_unix_nano,
            1_763_800_000_000_000_001
        );
        assert_eq!(spans[0].trace_id, "00000000000000000000000000000001");
    }

    #[test]
    fn id_that_is_none_is_no_span() {
        let answer = ANSWER.replace("0000000000000003", "AAAAAAAAAAM=");
        let answer: Answer = serde_json::from_str(&answer).expect("is JSON");
        assert!(read(answer).is_err());
    }
}
