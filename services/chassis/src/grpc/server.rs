//! The gRPC server: routes behind the door, health, reflection and gRPC-Web,
//! with every limit set.

use std::{
    collections::{HashMap, HashSet},
    net::SocketAddr,
    sync::Arc,
    time::Duration,
};

use futures::{FutureExt, TryStreamExt};
use tokio::{net::TcpListener, runtime::Handle, sync::Semaphore};
use tokio_util::{
    sync::CancellationToken,
    task::{AbortOnDropHandle, TaskTracker},
};
use tonic::{service::Routes, transport::server::TcpIncoming};
use tonic_health::{
    pb::health_server::HealthServer,
    server::{HealthReporter, HealthService},
};

use super::{
    accept::accept,
    door::{Door, DoorLayer, Gate, Room},
    front::Front,
    turns::InTurns,
};
use crate::{
    auth::Keyring,
    config::GrpcSettings,
    limits::{Group, Limits},
    paging::PageKey,
    tls::Tls,
};

const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(30);
const KEEPALIVE_TIMEOUT: Duration = Duration::from_secs(10);
const MAX_HEADER_LIST_OCTETS: u32 = 16 * 1024;
const MAX_PENDING_RESETS: usize = 64;

/// Why the server cannot serve.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address cannot be listened on.
    #[error("cannot listen on {address}; is another process using it?")]
    Listen {
        /// The address.
        address: String,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// There are no threads for connections.
    #[error("threads for connections")]
    Front(#[source] std::io::Error),
    /// The transport failed.
    #[error("gRPC transport")]
    Transport(#[from] tonic::transport::Error),
    /// The descriptor set is broken.
    #[error("reflection")]
    Reflection(#[from] tonic_reflection::server::Error),
}

/// What is particular about single methods, by path.
#[derive(Default)]
pub(crate) struct Methods {
    /// Which limit they fall under.
    pub(crate) groups: HashMap<String, Group>,
    /// Those that callers send streams to.
    pub(crate) streams: HashSet<String>,
    /// What turns their calls away when there is no room for them.
    pub(crate) gates: HashMap<String, Gate>,
}

/// A listening server, not yet serving.
pub(crate) struct Server {
    listener: TcpListener,
    /// Where health is told beside.
    probes: Option<TcpListener>,
    settings: GrpcSettings,
    routes: Routes,
    door: Arc<Door>,
    health: HealthReporter,
    health_service: HealthServer<HealthService>,
}

impl Server {
    /// Listens, and builds the way of a call.
    pub(crate) async fn bind(
        settings: &GrpcSettings,
        routes: Routes,
        keyring: Keyring,
        page_key: PageKey,
        methods: Methods,
    ) -> Result<Self, ServeError> {
        let listener = listen(&settings.listen).await?;
        let probes = match settings.health_listen.as_str() {
            "" => None,
            address => Some(listen(address).await?),
        };
        let door = Door {
            keyring,
            page_key,
            limits: Limits::new(methods.groups, &settings.limits),
            timeout: Duration::from_secs(settings.request_timeout_seconds),
            gates: methods.gates,
            places: Arc::new(Semaphore::new(settings.max_concurrent_requests)),
            streams: methods.streams,
            stream_places: Arc::new(Semaphore::new(settings.max_concurrent_requests.div_ceil(2))),
            room: Room::new(settings.max_large_octets),
            calls: TaskTracker::new(),
            workers: Handle::current(),
        };
        let health = HealthReporter::new();
        let health_service = HealthServer::new(HealthService::from_health_reporter(health.clone()));
        let routes = add_reflection(routes.add_service(health_service.clone()))?;
        Ok(Self {
            listener,
            probes,
            settings: settings.clone(),
            routes,
            door: Arc::new(door),
            health,
            health_service,
        })
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> std::io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Serves until `stop`, then drains: not ready, no new connections, calls
    /// under way get their answers within the grace time.
    pub(crate) async fn serve(
        self,
        tls: Option<Tls>,
        stop: CancellationToken,
    ) -> Result<(), ServeError> {
        let Self {
            listener,
            probes,
            settings,
            routes,
            door,
            health,
            health_service,
        } = self;
        let calls = door.calls.clone();
        let crowds_come = !door.gates.is_empty();
        // Until calls have ended; then there is nothing more to tell.
        let _told = probes.map(|probes| tell_health(probes, health_service));
        // The empty name stands for the whole process.
        health
            .set_service_status("", tonic_health::ServingStatus::Serving)
            .await;
        let drain = Duration::from_secs(settings.drain_seconds);
        let draining = {
            let stop = stop.clone();
            async move {
                stop.cancelled().await;
                health
                    .set_service_status("", tonic_health::ServingStatus::NotServing)
                    .await;
            }
        };
        let router = tonic::transport::Server::builder()
            .max_concurrent_streams(settings.max_concurrent_streams)
            // Without a grace time: with one, tonic says no goodbye and cuts off
            // at its end whatever is under way (0.14.9).
            .max_connection_age(Duration::from_secs(settings.max_connection_age_seconds))
            .http2_keepalive_interval(Some(KEEPALIVE_INTERVAL))
            .http2_keepalive_timeout(Some(KEEPALIVE_TIMEOUT))
            .http2_max_header_list_size(MAX_HEADER_LIST_OCTETS)
            .http2_max_pending_accept_reset_streams(Some(MAX_PENDING_RESETS))
            .accept_http1(true)
            .layer(tonic_web::GrpcWebLayer::new())
            .layer(DoorLayer(door))
            .add_routes(routes);
        // Begun there, so that its sockets belong there.
        let front = Front::start(crowds_come).map_err(ServeError::Front)?;
        let mut serving = front.spawn(async move {
            match tls {
                None => {
                    // An answer is written in two parts; the second must not wait
                    // until the first is acknowledged, 40 ms later. The server's
                    // own setting holds only for sockets that it listens on itself.
                    let incoming = TcpIncoming::from(listener).with_nodelay(Some(true));
                    let incoming = incoming.map_ok(InTurns::new);
                    let serving = router.serve_with_incoming_shutdown(incoming, draining);
                    serving.await
                }
                Some(tls) => {
                    let incoming = accept(listener, tls);
                    let incoming = incoming.map_ok(InTurns::new);
                    let serving = router.serve_with_incoming_shutdown(incoming, draining);
                    serving.await
                }
            }
        });
        let grace = async {
            stop.cancelled().await;
            tokio::time::sleep(drain).await;
        }
        .shared();
        tokio::select! {
            served = &mut serving => served.expect("serving does not panic")?,
            () = grace.clone() => tracing::warn!("grace time is over; open connections are closed"),
        }
        calls.close();
        tokio::select! {
            () = calls.wait() => {}
            () = grace => tracing::warn!("grace time is over; calls under way are given up"),
        }
        Ok(())
    }
}

async fn listen(address: &str) -> Result<TcpListener, ServeError> {
    let failed = |source| ServeError::Listen {
        address: address.to_owned(),
        source,
    };
    TcpListener::bind(address).await.map_err(failed)
}

/// Tells nothing but health, without TLS; until it is dropped.
fn tell_health(
    listener: TcpListener,
    service: HealthServer<HealthService>,
) -> AbortOnDropHandle<Result<(), tonic::transport::Error>> {
    let telling = tonic::transport::Server::builder()
        .add_service(service)
        .serve_with_incoming(TcpIncoming::from(listener));
    AbortOnDropHandle::new(tokio::spawn(telling))
}

/// Clients in the field ask for either version of reflection.
fn add_reflection(routes: Routes) -> Result<Routes, ServeError> {
    let builder = || {
        tonic_reflection::server::Builder::configure()
            .register_encoded_file_descriptor_set(linia_proto::FILE_DESCRIPTOR_SET)
            .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
    };
    Ok(routes
        .add_service(builder().build_v1()?)
        .add_service(builder().build_v1alpha()?))
}
