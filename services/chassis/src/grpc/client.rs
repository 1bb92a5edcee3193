//! Calls to the other services: with the service's own token, the current
//! trace, and a deadline.

use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use http::{Request, Response, header::AUTHORIZATION};
use tonic::{
    Status,
    body::Body,
    transport::{Channel, Endpoint},
};
use tower::{Service, ServiceExt};
use tracing::{Instrument, info_span};

use crate::{
    auth::ServiceToken,
    config::{CredentialSettings, PeerSettings},
    telemetry::trace_context,
};

/// How long a call between services may take, unless it says otherwise.
const DEADLINE: Duration = Duration::from_secs(5);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(20);

/// The other services. Connections are made when they are first needed.
#[derive(Clone)]
pub struct Peers {
    identity: PeerChannel,
    challenges: PeerChannel,
    submissions: PeerChannel,
    identity_channel: Channel,
}

impl Peers {
    /// The other services as `service` reaches them.
    ///
    /// # Errors
    /// If an address is malformed.
    pub fn new(
        service: &'static str,
        peers: &PeerSettings,
        credentials: &CredentialSettings,
    ) -> Result<Self, tonic::transport::Error> {
        let identity_channel = channel(&peers.identity)?;
        let secret = credentials.client_secret.clone();
        let token = ServiceToken::new(service, secret, identity_channel.clone());
        let peer = |channel| PeerChannel {
            channel,
            token: token.clone(),
        };
        Ok(Self {
            identity: peer(identity_channel.clone()),
            challenges: peer(channel(&peers.challenges)?),
            submissions: peer(channel(&peers.submissions)?),
            identity_channel,
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
    pub(crate) fn identity_channel(&self) -> Channel {
        self.identity_channel.clone()
    }
}

fn channel(address: &str) -> Result<Channel, tonic::transport::Error> {
    Ok(Endpoint::from_shared(address.to_owned())?
        .connect_timeout(CONNECT_TIMEOUT)
        .http2_keep_alive_interval(KEEPALIVE_INTERVAL)
        .keep_alive_while_idle(true)
        .tcp_nodelay(true)
        .connect_lazy())
}

/// A channel for generated clients.
#[derive(Clone)]
pub struct PeerChannel {
    channel: Channel,
    token: ServiceToken,
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
        let span = info_span!("call", otel.name = path, otel.kind = "client", rpc.system = "grpc");
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
    async fn send(mut self, mut request: Request<Body>) -> Result<Response<Body>, Status> {
        let token = self.token.get().await?;
        let bearer = format!("Bearer {token}")
            .parse()
            .map_err(|_| Status::internal("token is not a header value"))?;
        let headers = request.headers_mut();
        headers.insert(AUTHORIZATION, bearer);
        let timeout = format!("{}m", DEADLINE.as_millis());
        if let Ok(timeout) = timeout.parse() {
            headers.entry("grpc-timeout").or_insert(timeout);
        }
        trace_context::inject(headers);
        let unavailable = |error: tonic::transport::Error| Status::from_error(error.into());
        let channel = self.channel.ready().await.map_err(unavailable)?;
        channel.call(request).await.map_err(unavailable)
    }
}
