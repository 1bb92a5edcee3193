//! Calls spread over the replicas of a service. An HTTP/2 connection carries
//! any number of calls, so one connection would pin a caller to one replica.
//!
//! The name of a peer (a headless Service) is resolved again and again to the
//! addresses of all replicas that are ready, and each gets a connection of its
//! own. Which one carries a call is drawn by lot among the connections that
//! stand; one that is lost is made anew aside, while no call waits for it. A
//! call that was never sent, because a replica was just going, goes to
//! another one (gRPC's transparent retry, proposal A6).

mod connection;
mod follow;
mod known;
mod lost;
mod resolve;

use std::{
    pin::Pin,
    sync::{Arc, LazyLock},
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use http::{Request, Response, Uri, request};
use http_body_util::{BodyExt, Full};
use tokio::sync::watch;
use tonic::{Status, body::Body};
use tower::{Service, ServiceExt};

use connection::{Connection, Origin};
use follow::follow;
use known::Known;
use resolve::{Dns, Resolve};

use crate::tls::Tls;

/// How soon replicas that come or go are noticed: a cluster's names are kept
/// for as long by whoever resolves them.
const RESOLVE_EVERY: Duration = Duration::from_secs(5);
/// How long a call waits for a first connection.
const PATIENCE: Duration = Duration::from_secs(3);
/// How many replicas a call is offered to, while none of them takes it.
const OFFERS: usize = 8;

type Start = Box<dyn FnOnce() -> watch::Receiver<Known> + Send>;

/// A way to all replicas of one service. Nothing is connected before the first
/// call; what that starts ends with the last clone.
#[derive(Clone)]
pub(crate) struct Replicas {
    known: Arc<LazyLock<watch::Receiver<Known>, Start>>,
}

/// An address of a peer is none.
#[derive(Debug, thiserror::Error)]
#[error("the address of a peer is none; it must be such as http://peer:8080")]
pub struct AddressError;

/// The addresses in a setting, of which there are several where no name stands
/// for all replicas.
pub(crate) fn addresses(setting: &str) -> Result<Vec<Uri>, AddressError> {
    let address = |text: &str| {
        let uri = text.trim().parse::<Uri>().ok();
        uri.filter(|uri| uri.scheme().is_some() && uri.host().is_some())
            .ok_or(AddressError)
    };
    setting.split(',').map(address).collect()
}

impl Replicas {
    /// A way to the service at an address, or at several; the first is the name
    /// that their certificates are for.
    ///
    /// # Errors
    /// [`AddressError`].
    pub(super) fn new(setting: &str, tls: Option<&Tls>) -> Result<Self, AddressError> {
        let names = addresses(setting)?;
        let first = names.first().ok_or(AddressError)?.clone();
        let origin = Origin {
            name: first,
            tls: tls.cloned(),
        };
        Ok(Self::follow(Dns::new(&names), origin, RESOLVE_EVERY))
    }

    /// A way to what `names` finds.
    fn follow(names: impl Resolve, origin: Origin, every: Duration) -> Self {
        let start: Start = Box::new(move || follow(names, origin, every));
        Self {
            known: Arc::new(LazyLock::new(start)),
        }
    }

    /// Sends a unary call to one of the replicas.
    ///
    /// # Errors
    /// UNAVAILABLE if none can be reached, or the connection was lost before
    /// the answer came; then the call may have been done.
    pub(super) async fn send(
        &self,
        parts: &request::Parts,
        message: &Bytes,
    ) -> Result<Response<Body>, Status> {
        for _ in 0..OFFERS {
            let Connection { channel, gone } = self.draw().await?;
            let body = Body::new(Full::new(message.clone()));
            let request = Request::from_parts(parts.clone(), body);
            match channel.oneshot(request).await {
                Ok(response) => return Ok(response),
                Err(error) if lost::was_never_sent(&error) => gone.cancel(),
                Err(error) => {
                    let error = &error as &dyn std::error::Error;
                    tracing::debug!(error, "connection to a peer was lost in a call");
                    return Err(Status::unavailable("the connection to the peer was lost"));
                }
            }
        }
        Err(Status::unavailable("no replica of the peer takes calls"))
    }

    /// A connection that stands.
    async fn draw(&self) -> Result<Connection, Status> {
        let mut known = (**self.known).clone();
        let settled = tokio::time::timeout(PATIENCE, known.wait_for(Known::is_settled)).await;
        let drawn = match settled {
            Ok(Ok(known)) => known.draw(),
            Ok(Err(_)) | Err(_) => None,
        };
        drawn.ok_or_else(|| Status::unavailable("no replica of the peer can be reached"))
    }
}

impl Service<Request<Body>> for Replicas {
    type Response = Response<Body>;
    type Error = Status;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, Status>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Status>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let replicas = self.clone();
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let message = body.collect().await?.to_bytes();
            replicas.send(&parts, &message).await
        })
    }
}

#[cfg(test)]
mod tests;
