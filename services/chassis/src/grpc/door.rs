//! The door that every call passes, from outside in: it is observed, explained
//! if the transport refuses it, moved to where its cancellation cannot drop it,
//! admitted, authenticated and limited.

mod explain;

use std::{
    collections::HashSet,
    error::Error,
    net::{IpAddr, Ipv4Addr},
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{extract::State, middleware::Next, response::Response};
use http::{Request, header::AUTHORIZATION};
use tokio::sync::Semaphore;
use tokio_util::task::TaskTracker;
use tonic::{
    Code, Status,
    body::Body,
    transport::server::{TcpConnectInfo, TlsConnectInfo},
};
use tracing::{Instrument, Span, field};

pub(super) use explain::explain;

use crate::{
    auth::{Caller, Keyring},
    failpoint,
    limits::Limits,
    paging::PageKey,
    problem::Problem,
    telemetry::{metrics, trace_context},
};

type IncomingRequest = Request<axum::body::Body>;

/// Stands in metrics for every path that is no method.
const UNKNOWN_METHOD: &str = "_OTHER";

/// What the door needs to decide.
#[derive(Clone)]
pub(super) struct Door {
    pub(super) keyring: Keyring,
    pub(super) page_key: PageKey,
    pub(super) limits: Arc<Limits>,
    /// Longest time that a caller waits for an answer.
    pub(super) timeout: Duration,
    pub(super) places: Arc<Semaphore>,
    /// Methods to which callers send streams, by path.
    pub(super) streams: Arc<HashSet<String>>,
    /// Those of the places that such calls may take, so that the others always
    /// find some.
    pub(super) stream_places: Arc<Semaphore>,
    /// Calls under way, also those whose callers have gone.
    pub(super) calls: TaskTracker,
}

impl Door {
    fn takes_stream(&self, path: &str) -> bool {
        self.streams.contains(path)
    }
}

/// Gives each call a span that continues the caller's trace, and counts it.
pub(super) async fn observe(request: IncomingRequest, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    if is_infrastructure(&path) {
        return next.run(request).await;
    }
    let method = path.trim_start_matches('/');
    let span = tracing::info_span!(
        "call",
        otel.name = method,
        otel.kind = "server",
        otel.status_code = field::Empty,
        rpc.system.name = "grpc",
        rpc.method = method,
        rpc.response.status_code = field::Empty,
    );
    trace_context::continue_from_headers(&span, request.headers());

    let start = Instant::now();
    let response = next.run(request).instrument(span.clone()).await;
    failpoint::reach("call.before_answer");
    let code = code_of(&response);
    let elapsed = start.elapsed();
    // A method that does not exist is named by whoever calls it: not worth a
    // series for each name.
    let counted = if code == Code::Unimplemented {
        UNKNOWN_METHOD
    } else {
        method
    };
    let status = code_name(code);
    metrics::call_ended(counted, status, elapsed);
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
const fn code_name(code: Code) -> &'static str {
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
fn code_of(response: &Response) -> Code {
    response
        .headers()
        .get("grpc-status")
        .map_or(Code::Ok, |status| Code::from_bytes(status.as_bytes()))
}

/// Turns calls away before too many hurt each other.
pub(super) async fn admit(
    State(door): State<Door>,
    request: IncomingRequest,
    next: Next,
) -> Response {
    let path = request.uri().path();
    if is_infrastructure(path) {
        return next.run(request).await;
    }
    let of_streams = door.takes_stream(path).then_some(&door.stream_places);
    let kinds = [&door.places].into_iter().chain(of_streams);
    let places: Result<Vec<_>, _> = kinds
        .map(|kind| Arc::clone(kind).try_acquire_owned())
        .collect();
    let Ok(_places) = places else {
        return refuse(Problem::exhausted(
            "OVERLOADED",
            "too many calls at once",
            Duration::from_millis(500),
        ));
    };
    next.run(request).await
}

/// Finds out who calls. A token that is not accepted is refused, never taken
/// for none.
pub(super) async fn authenticate(
    State(door): State<Door>,
    mut request: IncomingRequest,
    next: Next,
) -> Response {
    let caller = match request.headers_mut().remove(AUTHORIZATION) {
        None => Caller::anonymous(),
        Some(header) => {
            let token = header
                .to_str()
                .ok()
                .and_then(|text| text.strip_prefix("Bearer "));
            let Some(token) = token else {
                return refuse(invalid_token());
            };
            match door.keyring.verify(token).await {
                Ok(caller) => caller,
                Err(error) => {
                    tracing::debug!(error = &error as &dyn Error, "token refused");
                    return refuse(invalid_token());
                }
            }
        }
    };
    let extensions = request.extensions_mut();
    extensions.insert(caller);
    extensions.insert(door.page_key);
    next.run(request).await
}

fn invalid_token() -> Problem {
    Problem::unauthenticated("TOKEN_INVALID", "the access token is not accepted")
}

/// Turns away who calls more often than others can bear.
pub(super) async fn limit(
    State(door): State<Door>,
    request: IncomingRequest,
    next: Next,
) -> Response {
    let path = request.uri().path();
    if !is_infrastructure(path)
        && let Some(caller) = request.extensions().get::<Caller>()
        && let Err(problem) = door.limits.admit(path, caller, peer_of(&request))
    {
        return refuse(problem);
    }
    next.run(request).await
}

/// Where the connection comes from. A header that says otherwise could be
/// written by anyone.
fn peer_of(request: &IncomingRequest) -> IpAddr {
    let extensions = request.extensions();
    let tls = || extensions.get::<TlsConnectInfo<TcpConnectInfo>>();
    let info = extensions
        .get::<TcpConnectInfo>()
        .or_else(|| tls().map(TlsConnectInfo::get_ref));
    info.and_then(TcpConnectInfo::remote_addr)
        .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |address| address.ip())
}

/// Runs the call in a task of its own: tonic drops the future of a call that
/// its client cancels, and a future dropped in the midst of a transaction can
/// lose what was already acknowledged (launchbadge/sqlx #4385). The place is
/// taken within, so that calls whose callers have gone count as well.
///
/// A call that takes too long is answered, and goes on in the same way. A stream
/// takes as long as its caller needs; how long it may pause, its method decides.
pub(super) async fn detach(
    State(door): State<Door>,
    request: IncomingRequest,
    next: Next,
) -> Response {
    let timeout = if door.takes_stream(request.uri().path()) {
        Duration::MAX
    } else {
        door.timeout
    };
    let call = door.calls.spawn(next.run(request).in_current_span());
    match tokio::time::timeout(timeout, call).await {
        Ok(Ok(response)) => response,
        Ok(Err(error)) => {
            tracing::error!(error = &error as &dyn Error, "handler panicked");
            refuse(Problem::internal())
        }
        Err(_) => refuse(Problem::deadline_exceeded(
            "the call took too long; whether it was done is not known",
        )),
    }
}

fn refuse(problem: Problem) -> Response {
    Status::from(problem)
        .into_http::<Body>()
        .map(axum::body::Body::new)
}

/// Health and reflection are always answered.
fn is_infrastructure(path: &str) -> bool {
    path.starts_with("/grpc.health.") || path.starts_with("/grpc.reflection.")
}
