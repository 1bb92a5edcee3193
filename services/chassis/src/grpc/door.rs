//! The door that every call passes, from outside in: it is let through the gate
//! of its method and given a place, observed, explained if the transport refuses
//! it, moved to where its cancellation cannot drop it, authenticated, weighed and
//! limited.

mod authenticate;
mod explain;
mod large;
mod method;
mod observe;
mod room;

use std::{
    collections::HashSet,
    convert::Infallible,
    error::Error,
    sync::Arc,
    task::{Context, Poll},
    time::{Duration, Instant},
};

use futures::{FutureExt, future::BoxFuture};
use tokio::{runtime::Handle, sync::Semaphore};
use tokio_util::task::TaskTracker;
use tonic::{Status, body::Body, service::Routes};
use tower::{Layer, Service, ServiceExt};
use tracing::Instrument;

pub(super) use self::large::Room;
pub(crate) use self::{explain::MAX_MESSAGE_OCTETS, room::Gate};
use self::{
    explain::explain,
    large::Taken,
    observe::observe,
    room::{Gates, Places, turn_away},
};
use crate::{auth::Keyring, limits::Limits, paging::PageKey, problem::Problem};

type Request = http::Request<Body>;
type Response = http::Response<Body>;

/// What the door needs to decide.
pub(super) struct Door {
    pub(super) keyring: Keyring,
    pub(super) page_key: PageKey,
    pub(super) limits: Limits,
    /// Longest time that a caller waits for an answer.
    pub(super) timeout: Duration,
    pub(super) gates: Gates,
    pub(super) places: Arc<Semaphore>,
    /// Methods to which callers send streams, by path.
    pub(super) streams: HashSet<String>,
    /// Those of the places that such calls may take, so that the others always
    /// find some.
    pub(super) stream_places: Arc<Semaphore>,
    /// For large messages.
    pub(super) room: Room,
    /// Calls under way, also those whose callers have gone.
    pub(super) calls: TaskTracker,
    /// Where they are worked on; connections have threads of their own.
    pub(super) workers: Handle,
}

/// Puts the door in front of the methods: once, not before each, because what
/// is in front of a route is copied for every call.
#[derive(Clone)]
pub(super) struct DoorLayer(pub(super) Arc<Door>);

impl Layer<Routes> for DoorLayer {
    type Service = BehindDoor;

    fn layer(&self, routes: Routes) -> BehindDoor {
        BehindDoor {
            door: Arc::clone(&self.0),
            routes,
        }
    }
}

/// The methods, behind the door.
#[derive(Clone)]
pub(super) struct BehindDoor {
    door: Arc<Door>,
    routes: Routes,
}

impl Service<Request> for BehindDoor {
    type Response = Response;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    /// Decides before anything else whether there is room, for what is called here
    /// runs at once, and what it returns only when its turn comes.
    fn call(&mut self, mut request: Request) -> Self::Future {
        let since = Instant::now();
        let (door, routes) = (Arc::clone(&self.door), self.routes.clone());
        if is_infrastructure(request.uri().path()) {
            return explain(answer(routes, request)).map(Ok).boxed();
        }
        match door.let_in(&mut request) {
            Err(problem) => turn_away(since, request.uri().path(), problem)
                .map(Ok)
                .boxed(),
            Ok(places) => observe(since, request, |request| {
                explain(door.detach(routes, request, places))
            })
            .map(Ok)
            .boxed(),
        }
    }
}

impl Door {
    /// Runs the call in a task of its own: tonic drops the future of a call that
    /// its client cancels, and a future dropped in the midst of a transaction can
    /// lose what was already acknowledged (launchbadge/sqlx #4385). The places go
    /// with it, so that calls whose callers have gone count as well, and come back
    /// with the answer: where connections get no turn to send answers, no more
    /// calls are begun.
    ///
    /// A call that takes too long is answered, and goes on in the same way. A stream
    /// takes as long as its caller needs; how long it may pause, its method decides.
    async fn detach(self: Arc<Self>, routes: Routes, request: Request, places: Places) -> Response {
        let timeout = if self.streams.contains(request.uri().path()) {
            Duration::MAX
        } else {
            self.timeout
        };
        let call = Arc::clone(&self).enter(routes, request, places);
        let call = call.in_current_span();
        let call = self.calls.spawn_on(call, &self.workers);
        match tokio::time::timeout(timeout, call).await {
            Ok(Ok((response, _places))) => response,
            Ok(Err(error)) => {
                tracing::error!(error = &error as &dyn Error, "handler panicked");
                refuse(Problem::internal())
            }
            Err(_) => refuse(Problem::deadline_exceeded(
                "the call took too long; whether it was done is not known",
            )),
        }
    }

    async fn enter(
        self: Arc<Self>,
        routes: Routes,
        mut request: Request,
        places: Places,
    ) -> (Response, Places) {
        let response = match self.check(&mut request).await {
            Ok(_room) => answer(routes, request).await,
            Err(problem) => refuse(problem),
        };
        (response, places)
    }

    /// Whether the caller is who they say, and there is room for what they send;
    /// whoever finds none is not counted among those who call too often.
    async fn check(&self, request: &mut Request) -> Result<Taken, Problem> {
        self.authenticate(request).await?;
        let room = self.make_room(request).await?;
        self.limit(request)?;
        Ok(room)
    }
}

async fn answer(routes: Routes, request: Request) -> Response {
    let Ok(response) = routes.oneshot(request).await;
    response
}

fn refuse(problem: Problem) -> Response {
    Status::from(problem).into_http()
}

/// Health and reflection are always answered.
fn is_infrastructure(path: &str) -> bool {
    path.starts_with("/grpc.health.") || path.starts_with("/grpc.reflection.")
}
