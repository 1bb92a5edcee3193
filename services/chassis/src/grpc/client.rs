//! Calls to the other services: with the service's own token (or that of a
//! person in whose name it calls), the current trace, a deadline, and a budget
//! for trying again.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderValue, Request, Response, header::AUTHORIZATION, request};
use http_body_util::BodyExt;
use rand::Rng;
use tonic::{Code, Status, body::Body};
use tower::{
    Service,
    retry::budget::{Budget, TpsBudget},
};
use tracing::{Instrument, info_span};

use super::replicas::{AddressError, Replicas};
use crate::{
    auth::ServiceToken,
    config::{CredentialSettings, PeerSettings},
    telemetry::trace_context,
    tls::Tls,
};

/// How long a call between services may take, unless it says otherwise.
const DEADLINE: Duration = Duration::from_secs(5);
/// How often a call is sent at most.
const ATTEMPTS: u32 = 3;
const FIRST_PAUSE: Duration = Duration::from_millis(50);
/// Beside a few, one call in five may be sent again: a peer that is down is
/// not buried under repetitions.
const RETRIES_PER_SECOND: u32 = 5;
const RETRY_RATIO: f32 = 0.2;
const BUDGET_WINDOW: Duration = Duration::from_secs(10);

/// The other services. Connections are made when they are first needed, one to
/// each replica.
#[derive(Clone)]
pub struct Peers {
    identity: PeerChannel,
    challenges: PeerChannel,
    submissions: PeerChannel,
    identity_replicas: Replicas,
}

impl Peers {
    /// The other services as `service` reaches them in plain text.
    ///
    /// # Errors
    /// If an address is malformed.
    pub fn new(
        service: &'static str,
        peers: &PeerSettings,
        credentials: &CredentialSettings,
    ) -> Result<Self, AddressError> {
        Self::over(None, service, peers, credentials)
    }

    /// The same over TLS, if there is any.
    pub(crate) fn over(
        tls: Option<&Tls>,
        service: &'static str,
        peers: &PeerSettings,
        credentials: &CredentialSettings,
    ) -> Result<Self, AddressError> {
        let identity_replicas = Replicas::new(&peers.identity, tls)?;
        let secret = credentials.client_secret.clone();
        let token = ServiceToken::new(service, secret, identity_replicas.clone());
        let budget = Arc::new(TpsBudget::new(
            BUDGET_WINDOW,
            RETRIES_PER_SECOND,
            RETRY_RATIO,
        ));
        let peer = |replicas| PeerChannel {
            replicas,
            token: token.clone(),
            budget: Arc::clone(&budget),
        };
        Ok(Self {
            identity: peer(identity_replicas.clone()),
            challenges: peer(Replicas::new(&peers.challenges, tls)?),
            submissions: peer(Replicas::new(&peers.submissions, tls)?),
            identity_replicas,
        })
    }

    /// A client's way to identity.
    #[must_use]
    pub fn identity(&self) -> PeerChannel {
        self.identity.clone()
    }

    /// A client's way to challenges.
    #[must_use]
    pub fn challenges(&self) -> PeerChannel {
        self.challenges.clone()
    }

    /// A client's way to submissions.
    #[must_use]
    pub fn submissions(&self) -> PeerChannel {
        self.submissions.clone()
    }

    /// Identity without a token, for what must be asked before there is one.
    pub(crate) fn identity_without_token(&self) -> Replicas {
        self.identity_replicas.clone()
    }
}

/// A channel for generated clients.
#[derive(Clone)]
pub struct PeerChannel {
    replicas: Replicas,
    token: ServiceToken,
    budget: Arc<TpsBudget>,
}

type CallFuture = Pin<Box<dyn Future<Output = Result<Response<Body>, Status>> + Send>>;

impl Service<Request<Body>> for PeerChannel {
    type Response = Response<Body>;
    type Error = Status;
    type Future = CallFuture;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Status>> {
        // Readiness is awaited in the call, where it counts against its
        // deadline.
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> CallFuture {
        let peer = self.clone();
        let path = request.uri().path().trim_start_matches('/').to_owned();
        let span = info_span!(
            "call",
            otel.name = path,
            otel.kind = "client",
            rpc.system.name = "grpc",
            rpc.method = path,
        );
        Box::pin(
            async move {
                tokio::time::timeout(DEADLINE, peer.send(request))
                    .await
                    .unwrap_or_else(|_| Err(Status::deadline_exceeded("peer did not answer")))
            }
            .instrument(span),
        )
    }
}

impl PeerChannel {
    /// Sends a unary call; again, a little later, if the peer is unavailable
    /// and the budget allows. Every call between services may be repeated: the
    /// contracts say so.
    async fn send(self, request: Request<Body>) -> Result<Response<Body>, Status> {
        let (mut parts, body) = request.into_parts();
        let message = body.collect().await?.to_bytes();
        let timeout = HeaderValue::from_str(&format!("{}m", DEADLINE.as_millis()))
            .expect("digits and a letter are a header value");
        parts.headers.entry("grpc-timeout").or_insert(timeout);
        trace_context::inject(&mut parts.headers);
        let mut pause = FIRST_PAUSE;
        for _ in 1..ATTEMPTS {
            let sent = self.send_once(&parts, &message).await;
            if !is_unavailable(&sent) {
                self.budget.deposit();
                return sent;
            }
            if !self.budget.withdraw() {
                return sent;
            }
            tokio::time::sleep(jitter(pause)).await;
            pause *= 4;
        }
        self.send_once(&parts, &message).await
    }

    async fn send_once(
        &self,
        parts: &request::Parts,
        message: &Bytes,
    ) -> Result<Response<Body>, Status> {
        if parts.headers.contains_key(AUTHORIZATION) {
            return self.replicas.send(parts, message).await;
        }
        let bearer = format!("Bearer {}", self.token.get().await?)
            .parse()
            .map_err(|_| Status::internal("token is not a header value"))?;
        let mut parts = parts.clone();
        parts.headers.insert(AUTHORIZATION, bearer);
        let response = self.replicas.send(&parts, message).await?;
        if code_of(&response) == Code::Unauthenticated {
            // Signed by a key that is gone; the next call gets a new one.
            self.token.forget().await;
        }
        Ok(response)
    }
}

/// Between half and all of `pause`, so that callers do not come back together.
fn jitter(pause: Duration) -> Duration {
    pause.mul_f64(rand::rng().random_range(0.5..1.0))
}

fn is_unavailable(sent: &Result<Response<Body>, Status>) -> bool {
    match sent {
        Ok(response) => code_of(response) == Code::Unavailable,
        Err(status) => status.code() == Code::Unavailable,
    }
}

/// Errors of unary calls are in the headers; success is in the trailers.
fn code_of(response: &Response<Body>) -> Code {
    let status = response.headers().get("grpc-status");
    status.map_or(Code::Ok, |status| Code::from_bytes(status.as_bytes()))
}
