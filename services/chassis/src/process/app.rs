//! What a service consists of: its calls, consumers and due work.

use std::{convert::Infallible, pin::Pin, sync::Arc};

use axum::response::IntoResponse;
use linia_proto::admin::v1::event_admin_service_server::EventAdminServiceServer;
use tokio_util::sync::CancellationToken;
use tonic::{body::Body, server::NamedService, service::Routes};

use crate::{
    broker::Broker,
    config::DatabaseSettings,
    consumer::{
        EventAdmin, Projection, ProjectionRunner, Reaction, ReactionRunner, Reader, Redrive,
        RedriveProjection, RedriveReaction,
    },
    database::Database,
    grpc::{Gate, Methods},
    limits::Group,
    problem::Problem,
    scheduler::{DueHandler, Worker},
};

type Task = Pin<Box<dyn Future<Output = ()> + Send>>;
type Starter = Box<dyn FnOnce(&Background) -> Task + Send>;

/// What background work needs to start.
pub(super) struct Background {
    pub(super) service: &'static str,
    pub(super) database: Database,
    pub(super) settings: DatabaseSettings,
    pub(super) broker: Broker,
    pub(super) stop: CancellationToken,
}

/// What a service consists of.
#[derive(Default)]
pub struct App {
    routes: Routes,
    methods: Methods,
    consumers: Vec<Starter>,
    redrives: Vec<Box<dyn Redrive>>,
    readers: Vec<Reader>,
    worker: Worker,
    projected_tables: Vec<(&'static str, &'static [&'static str])>,
}

/// An [`App`] taken apart for serving.
pub(super) struct Parts {
    pub(super) routes: Routes,
    pub(super) methods: Methods,
    pub(super) consumers: Vec<Starter>,
    pub(super) readers: Vec<Reader>,
    pub(super) worker: Worker,
}

impl App {
    /// An empty service.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a gRPC service.
    #[must_use]
    pub fn grpc<S>(mut self, service: S) -> Self
    where
        S: tower::Service<http::Request<Body>, Error = Infallible>
            + NamedService
            + Clone
            + Send
            + Sync
            + 'static,
        S::Response: IntoResponse,
        S::Future: Send + 'static,
    {
        self.routes = self.routes.add_service(service);
        self
    }

    /// Says which limit methods of a gRPC service fall under. Of the others,
    /// those that read are not limited, and all the rest fall under
    /// [`Group::Entrance`] or [`Group::Change`].
    #[must_use]
    pub fn limit(mut self, group: Group, service: &str, methods: &[&str]) -> Self {
        let paths = methods.iter().map(|method| format!("/{service}/{method}"));
        self.methods.groups.extend(paths.map(|path| (path, group)));
        self
    }

    /// Says which methods of a gRPC service take streams from their callers. These
    /// may take as long as it needs, and never more than half of the places, so
    /// that slow streams leave room for everything else.
    #[must_use]
    pub fn streams(mut self, service: &str, methods: &[&str]) -> Self {
        let paths = methods.iter().map(|method| format!("/{service}/{method}"));
        self.methods.streams.extend(paths);
        self
    }

    /// Asks `find_room` before each call of these methods of a gRPC service, in
    /// front of everything else, and tells the caller its problem. It must
    /// neither wait nor cost much. The room that it finds goes with the request,
    /// as an extension, and is given back when the answer is on its way.
    #[must_use]
    pub fn gate<Room: Clone + Send + Sync + 'static>(
        mut self,
        service: &str,
        methods: &[&str],
        find_room: impl Fn() -> Result<Room, Problem> + Send + Sync + 'static,
    ) -> Self {
        let gate: Gate = Arc::new(move |extensions| {
            let room = find_room()?;
            extensions.insert(room.clone());
            Ok(Box::new(room))
        });
        let paths = methods.iter().map(|method| format!("/{service}/{method}"));
        let gates = paths.map(|path| (path, Arc::clone(&gate)));
        self.methods.gates.extend(gates);
        self
    }

    /// Adds a reaction.
    #[must_use]
    pub fn reaction(mut self, reaction: impl Reaction) -> Self {
        self.readers.push(Reader::of_reaction(&reaction));
        let reaction = Arc::new(reaction);
        self.redrives
            .push(Box::new(RedriveReaction(Arc::clone(&reaction))));
        self.consumers
            .push(Box::new(move |background: &Background| {
                let database = background.database.clone();
                let runner = ReactionRunner::new(reaction, database, background.broker.clone());
                Box::pin(runner.run(background.stop.clone()))
            }));
        self
    }

    /// Adds a projection.
    #[must_use]
    pub fn projection(mut self, projection: impl Projection) -> Self {
        self.readers.push(Reader::of_projection(&projection));
        let projection = Arc::new(projection);
        self.projected_tables
            .push((projection.name(), projection.tables()));
        self.redrives
            .push(Box::new(RedriveProjection(Arc::clone(&projection))));
        self.consumers
            .push(Box::new(move |background: &Background| {
                let runner = ProjectionRunner::new(
                    background.service,
                    projection,
                    background.database.clone(),
                    background.settings.clone(),
                    background.broker.clone(),
                );
                Box::pin(runner.run(background.stop.clone()))
            }));
        self
    }

    /// Adds the handler of a kind of due work.
    #[must_use]
    pub fn due(mut self, handler: impl DueHandler) -> Self {
        self.worker.add(handler);
        self
    }

    /// Adds work that goes on as long as the process serves. It must watch
    /// the platform's `shutdown`.
    #[must_use]
    pub fn task(mut self, task: impl Future<Output = ()> + Send + 'static) -> Self {
        self.consumers
            .push(Box::new(move |_: &Background| Box::pin(task)));
        self
    }

    /// Each projection's name and tables.
    pub(super) fn projected_tables(&self) -> &[(&'static str, &'static [&'static str])] {
        &self.projected_tables
    }

    pub(super) fn into_parts(self, database: Database) -> Parts {
        let admin = EventAdmin::new(database, self.redrives);
        Parts {
            readers: self.readers,
            routes: self.routes.add_service(EventAdminServiceServer::new(admin)),
            methods: self.methods,
            consumers: self.consumers,
            worker: self.worker,
        }
    }
}
