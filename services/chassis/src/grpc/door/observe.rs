//! What is told of a call: its span, its duration by method and status code, and
//! a line.

use std::time::{Duration, Instant};

use tonic::Code;
use tracing::{Instrument, Span, field};

use super::{Request, Response, method::method_of};
use crate::{
    failpoint,
    telemetry::{metrics, trace_context},
};

/// Gives a call that came at `since` a span that continues the caller's trace, and
/// counts it.
pub(super) async fn observe<F>(
    since: Instant,
    request: Request,
    next: impl FnOnce(Request) -> F,
) -> Response
where
    F: Future<Output = Response>,
{
    let path = request.uri().path();
    let method = method_of(path);
    let span = tracing::info_span!(
        "call",
        otel.name = method,
        otel.kind = "server",
        otel.status_code = field::Empty,
        rpc.system.name = "grpc",
        rpc.method = method,
        rpc.method_original = field::Empty,
        rpc.response.status_code = field::Empty,
    );
    if method != path.trim_start_matches('/') {
        span.record("rpc.method_original", path);
    }
    trace_context::continue_from_headers(&span, request.headers());

    let response = next(request).instrument(span.clone()).await;
    failpoint::reach_about("call.before_answer", [method]);
    let code = code_of(&response);
    let elapsed = since.elapsed();
    let status = code_name(code);
    metrics::call_ended(method, status, elapsed);
    span.record("rpc.response.status_code", status);
    span.in_scope(|| tell(code, elapsed, &response));
    response
}

/// A client's mistake is worth a line, ours an error, success a debug line.
fn tell(code: Code, elapsed: Duration, response: &Response) {
    let duration_ms = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
    match code {
        Code::Ok => tracing::debug!(duration_ms, "call answered"),
        Code::Unknown | Code::Internal | Code::DataLoss => {
            Span::current().record("otel.status_code", "ERROR");
            tracing::error!(duration_ms, code = ?code, "call failed");
        }
        _ => {
            let message = response
                .headers()
                .get("grpc-message")
                .and_then(|value| value.to_str().ok())
                .unwrap_or_default();
            tracing::debug!(duration_ms, code = ?code, message, "call refused");
        }
    }
}

/// A code as the conventions and gRPC's own documents write it.
pub(super) const fn code_name(code: Code) -> &'static str {
    match code {
        Code::Ok => "OK",
        Code::Cancelled => "CANCELLED",
        Code::Unknown => "UNKNOWN",
        Code::InvalidArgument => "INVALID_ARGUMENT",
        Code::DeadlineExceeded => "DEADLINE_EXCEEDED",
        Code::NotFound => "NOT_FOUND",
        Code::AlreadyExists => "ALREADY_EXISTS",
        Code::PermissionDenied => "PERMISSION_DENIED",
        Code::ResourceExhausted => "RESOURCE_EXHAUSTED",
        Code::FailedPrecondition => "FAILED_PRECONDITION",
        Code::Aborted => "ABORTED",
        Code::OutOfRange => "OUT_OF_RANGE",
        Code::Unimplemented => "UNIMPLEMENTED",
        Code::Internal => "INTERNAL",
        Code::Unavailable => "UNAVAILABLE",
        Code::DataLoss => "DATA_LOSS",
        Code::Unauthenticated => "UNAUTHENTICATED",
    }
}

/// Errors of unary calls are in the headers; success is in the trailers.
pub(super) fn code_of(response: &Response) -> Code {
    response
        .headers()
        .get("grpc-status")
        .map_or(Code::Ok, |status| Code::from_bytes(status.as_bytes()))
}
