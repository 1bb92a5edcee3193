//! `linia.admin.v1.EventAdminService`: looks at dead letters and hands them
//! out again.

use std::{future::Future, pin::Pin, sync::Arc};

use linia_proto::admin::v1::{
    DeadLetter, ListDeadLettersRequest, ListDeadLettersResponse, RedriveDeadLettersRequest,
    RedriveDeadLettersResponse, event_admin_service_server::EventAdminService,
};
use time::OffsetDateTime;
use tonic::{Request, Response, Status};
use uuid::Uuid;

use super::{
    EventRecord, HandlerError, Projection, Reaction, inbox,
    letters::{self, Letter},
};
use crate::{
    auth::Caller,
    database::{Database, DbError, WriteTx},
    paging::Page,
    problem::Problem,
};

/// A consumer that a dead letter can be handed to again.
pub(crate) trait Redrive: Send + Sync {
    fn name(&self) -> &'static str;

    fn handle<'a>(
        &'a self,
        tx: &'a mut WriteTx,
        event: &'a EventRecord,
    ) -> Pin<Box<dyn Future<Output = Result<(), HandlerError>> + Send + 'a>>;
}

/// A reaction as [`Redrive`].
pub(crate) struct RedriveReaction<R>(pub(crate) Arc<R>);

impl<R: Reaction> Redrive for RedriveReaction<R> {
    fn name(&self) -> &'static str {
        self.0.name()
    }

    fn handle<'a>(
        &'a self,
        tx: &'a mut WriteTx,
        event: &'a EventRecord,
    ) -> Pin<Box<dyn Future<Output = Result<(), HandlerError>> + Send + 'a>> {
        Box::pin(self.0.handle(tx, event))
    }
}

/// A projection as [`Redrive`].
pub(crate) struct RedriveProjection<P>(pub(crate) Arc<P>);

impl<P: Projection> Redrive for RedriveProjection<P> {
    fn name(&self) -> &'static str {
        self.0.name()
    }

    fn handle<'a>(
        &'a self,
        tx: &'a mut WriteTx,
        event: &'a EventRecord,
    ) -> Pin<Box<dyn Future<Output = Result<(), HandlerError>> + Send + 'a>> {
        Box::pin(self.0.apply(tx.conn(), std::slice::from_ref(event)))
    }
}

/// Serves the dead letters of one service.
pub(crate) struct EventAdmin {
    database: Database,
    consumers: Vec<Box<dyn Redrive>>,
}

impl EventAdmin {
    pub(crate) fn new(database: Database, consumers: Vec<Box<dyn Redrive>>) -> Self {
        Self {
            database,
            consumers,
        }
    }

    /// Handles one dead letter and removes it. Tells whether there was one.
    async fn redrive_next(&self, consumer: &dyn Redrive, aggregate: Uuid) -> Result<bool, Problem> {
        let mut tx = self.database.begin_write().await?;
        let mut parked = self.first(&mut tx, consumer.name(), aggregate).await?;
        let Some(Letter { event, .. }) = parked.take() else {
            return Ok(false);
        };
        let last = inbox::lock_in_tx(tx.conn(), consumer.name(), &event).await?;
        if event.version > last + 1 {
            return Err(predecessor_missing(&event));
        }
        if event.version > last {
            consumer
                .handle(&mut tx, &event)
                .await
                .map_err(|error| still_failing(&event, &error))?;
            let handled = [(aggregate, event.version)].into();
            inbox::advance_in_tx(tx.conn(), consumer.name(), &event.service, &handled).await?;
        }
        letters::remove_in_tx(tx.conn(), consumer.name(), &[event.id]).await?;
        tx.commit().await?;
        Ok(true)
    }

    async fn first(
        &self,
        tx: &mut WriteTx,
        consumer: &str,
        aggregate: Uuid,
    ) -> Result<Option<Letter>, DbError> {
        let letters = letters::of_aggregates_in_tx(tx.conn(), consumer, None, &[aggregate]).await?;
        Ok(letters.into_iter().next())
    }
}

#[tonic::async_trait]
impl EventAdminService for EventAdmin {
    async fn list_dead_letters(
        &self,
        request: Request<ListDeadLettersRequest>,
    ) -> Result<Response<ListDeadLettersResponse>, Status> {
        require_operator(&Caller::of(&request))?;
        let page = Page::<(OffsetDateTime, Uuid)>::of(&request)?;
        let mut conn = self.database.read().await.map_err(Problem::from)?;
        let letters = letters::page(&mut conn, page.cursor().copied(), page.limit())
            .await
            .map_err(Problem::from)?;
        let (letters, next_page_token) =
            page.finish(letters, |letter| (letter.park_time, letter.event.id));
        Ok(Response::new(ListDeadLettersResponse {
            dead_letters: letters.into_iter().map(DeadLetter::from).collect(),
            next_page_token,
        }))
    }

    async fn redrive_dead_letters(
        &self,
        request: Request<RedriveDeadLettersRequest>,
    ) -> Result<Response<RedriveDeadLettersResponse>, Status> {
        require_operator(&Caller::of(&request))?;
        let request = request.into_inner();
        let not_found =
            || Problem::not_found(format!("{}/{}", request.consumer, request.aggregate_id));
        let aggregate = Uuid::try_parse(&request.aggregate_id).map_err(|_| not_found())?;
        let consumer = self
            .consumers
            .iter()
            .find(|consumer| consumer.name() == request.consumer)
            .ok_or_else(not_found)?;
        let mut handled_count = 0;
        while self.redrive_next(consumer.as_ref(), aggregate).await? {
            handled_count += 1;
        }
        if handled_count == 0 {
            return Err(not_found().into());
        }
        Ok(Response::new(RedriveDeadLettersResponse { handled_count }))
    }
}

fn require_operator(caller: &Caller) -> Result<(), Problem> {
    if caller.is_operator() {
        return Ok(());
    }
    caller.account()?;
    Err(Problem::denied(
        "NOT_PERMITTED",
        "only operators may do this",
    ))
}

fn predecessor_missing(event: &EventRecord) -> Problem {
    Problem::failed_precondition("PREDECESSOR_MISSING", "an event before it has not arrived")
        .metadata("event_id", event.id)
        .metadata("version", event.version)
}

fn still_failing(event: &EventRecord, error: &HandlerError) -> Problem {
    let cause = error as &dyn std::error::Error;
    tracing::warn!(error = cause, event.id = %event.id, "redrive failed");
    Problem::failed_precondition("STILL_FAILING", "an event fails again")
        .metadata("event_id", event.id)
        .metadata("version", event.version)
}

impl From<Letter> for DeadLetter {
    fn from(letter: Letter) -> Self {
        Self {
            consumer: letter.consumer,
            aggregate_id: letter.event.aggregate_id.to_string(),
            version: letter.event.version,
            event_id: letter.event.id.to_string(),
            event_type: letter.event.kind,
            reason: letter.reason,
            park_time: Some(crate::grpc::timestamp(letter.park_time)),
        }
    }
}
