//! An event's way in. Two kinds of consumers:
//!
//! - a [`Reaction`] (mails, processes): competing replicas; inbox, effect and
//!   the service's own events in one transaction, then the acknowledgement;
//! - a [`Projection`] (local replicas, reports): one active reader, batches,
//!   effects and checkpoint in one transaction.
//!
//! Both handle each version of an aggregate once and in order, however often
//! and in whatever order it arrives. They filter by aggregate, never by type,
//! or versions would look as if they had gaps. Handlers of different
//! aggregates must commute.

mod admin;
mod error;
mod inbox;
mod lag;
mod letters;
mod projection;
mod reaction;
mod record;

use std::future::Future;

use sqlx::PgConnection;

pub(crate) use admin::{EventAdmin, Redrive, RedriveProjection, RedriveReaction};
pub use error::HandlerError;
pub(crate) use error::catch_panic;
pub(crate) use lag::{LagError, Reader};
pub(crate) use letters::counts as count_letters;
pub(crate) use projection::ProjectionRunner;
pub(crate) use reaction::ReactionRunner;
pub use record::{EventRecord, Position};

use crate::database::WriteTx;

/// What a consumer reads: the events of one kind of aggregate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source {
    /// The service that publishes them.
    pub service: &'static str,
    /// The kind of aggregate.
    pub aggregate: &'static str,
}

impl Source {
    fn filter(&self) -> String {
        format!("linia.v1.{}.{}.>", self.service, self.aggregate)
    }
}

/// Handles single events, each in a transaction of its own.
pub trait Reaction: Send + Sync + 'static {
    /// The durable's name on every stream: the service's own name.
    fn name(&self) -> &'static str;

    /// What it reads.
    fn sources(&self) -> Vec<Source>;

    /// Handles an event. The chassis commits, and tells the broker.
    fn handle(
        &self,
        tx: &mut WriteTx,
        event: &EventRecord,
    ) -> impl Future<Output = Result<(), HandlerError>> + Send;
}

/// Keeps tables that follow the events of other services.
pub trait Projection: Send + Sync + 'static {
    /// The consumer's name on every stream: `<service>_projection`.
    fn name(&self) -> &'static str;

    /// What it reads.
    fn sources(&self) -> Vec<Source>;

    /// The tables that a rebuild empties.
    fn tables(&self) -> &'static [&'static str];

    /// Applies events, in order. Each aggregate's versions are consecutive,
    /// and none was applied before.
    fn apply(
        &self,
        conn: &mut PgConnection,
        events: &[EventRecord],
    ) -> impl Future<Output = Result<(), HandlerError>> + Send;
}

/// The sources by service: one stream each.
fn by_service(sources: &[Source]) -> Vec<(&'static str, Vec<Source>)> {
    let mut grouped: Vec<(&'static str, Vec<Source>)> = Vec::new();
    for source in sources {
        match grouped.iter_mut().find(|(name, _)| *name == source.service) {
            Some((_, of_service)) => of_service.push(*source),
            None => grouped.push((source.service, vec![*source])),
        }
    }
    grouped
}
