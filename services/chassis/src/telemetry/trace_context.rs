//! W3C Trace Context: how a trace crosses a call, the outbox and the broker.

use std::collections::HashMap;

use http::HeaderMap;
use opentelemetry::{
    Context, global,
    propagation::{Extractor, Injector},
};
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt;

/// The header that carries it.
pub const TRACEPARENT: &str = "traceparent";

/// The `traceparent` of the current span, if it is traced.
#[must_use]
pub fn current() -> Option<String> {
    let mut carrier = HashMap::new();
    let context = Span::current().context();
    global::get_text_map_propagator(|propagator| {
        propagator.inject_context(&context, &mut carrier);
    });
    carrier.remove(TRACEPARENT)
}

/// Makes `span` a child of what `traceparent` names. Must be called before
/// the span is entered for the first time.
pub fn continue_from(span: &Span, traceparent: Option<&str>) {
    let Some(traceparent) = traceparent else {
        return;
    };
    let carrier = HashMap::from([(TRACEPARENT.to_owned(), traceparent.to_owned())]);
    set_parent(
        span,
        &global::get_text_map_propagator(|p| p.extract(&carrier)),
    );
}

/// Makes `span` a child of what the headers of a call name.
pub fn continue_from_headers(span: &Span, headers: &HeaderMap) {
    let parent = global::get_text_map_propagator(|p| p.extract(&Headers(headers)));
    set_parent(span, &parent);
}

/// Writes the current span's context into the headers of a call. An empty
/// `tracestate` is left out.
pub fn inject(headers: &mut HeaderMap) {
    let context = Span::current().context();
    global::get_text_map_propagator(|p| p.inject_context(&context, &mut HeadersMut(headers)));
}

fn set_parent(span: &Span, parent: &Context) {
    if let Err(error) = span.set_parent(parent.clone()) {
        tracing::debug!(%error, "span does not continue its trace");
    }
}

struct Headers<'a>(&'a HeaderMap);

impl Extractor for Headers<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key)?.to_str().ok()
    }

    fn keys(&self) -> Vec<&str> {
        self.0.keys().map(http::HeaderName::as_str).collect()
    }
}

struct HeadersMut<'a>(&'a mut HeaderMap);

impl Injector for HeadersMut<'_> {
    fn set(&mut self, key: &str, value: String) {
        if value.is_empty() {
            return;
        }
        if let (Ok(key), Ok(value)) = (http::HeaderName::try_from(key), value.parse()) {
            self.0.insert(key, value);
        }
    }
}
