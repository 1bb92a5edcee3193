//! The relay: takes events from the outbox to the stream, in order, exactly as
//! they were written.
//!
//! One relay per service and audience is active, by an advisory lock on a
//! connection of its own; the relay of another replica takes over in about a
//! second. Postgres is the truth and the stream a cache of it: the relay
//! compares the two on every start ([`reconcile`]), and starts anew as soon as
//! the stream is not where it left it.
//!
//! Dying between any two lines is harmless: what was published and not yet
//! marked is found in the stream and marked; what was not published is still
//! pending. A relay that lost its lock without knowing is fenced off by the
//! stream, because each message expects the sequence of the one before.

mod journal;
mod message;
mod publish;
mod reconcile;

use std::{sync::Arc, time::Duration};

use futures::StreamExt;
use linia_proto::event::Audience;
use sqlx::{Connection, PgConnection};
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use crate::{
    broker::{Broker, BrokerError, stream_name},
    config::DatabaseSettings,
    crypto::sha256,
    database::{Database, DbError, connect_options},
    outbox::{Wakers, audience_text},
};

pub(crate) use message::{EPOCH_HEADER, EVENT_ID_HEADER};

/// How long a relay rests when nothing wakes it, and how soon another takes
/// over.
const POLL: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// Why the relay had to stop for now.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RelayError {
    #[error(transparent)]
    Database(#[from] DbError),
    #[error(transparent)]
    Broker(#[from] BrokerError),
    /// The stream holds events that the journal does not know: Postgres was
    /// restored to an earlier point.
    #[error(
        "stream {stream} is ahead of the journal at sequence {sequence}: was the database \
         restored? Start a new epoch with the command `repend`"
    )]
    AheadOfJournal { stream: String, sequence: u64 },
    /// Another relay writes to the stream, or a message got lost on the way.
    #[error("the stream went another way; comparing again")]
    LostTrack,
}

impl From<sqlx::Error> for RelayError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error.into())
    }
}

/// The relay of one service and audience.
pub(crate) struct Relay {
    service: &'static str,
    audience: Audience,
    stream: String,
    database: Database,
    settings: DatabaseSettings,
    broker: Broker,
    /// Relays of both audiences poke each other in the internal account.
    pokes: async_nats::Client,
    wakers: Arc<Wakers>,
}

/// What the stream last acknowledged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Position {
    epoch: i64,
    sequence: u64,
    event_id: Option<uuid::Uuid>,
}

impl Relay {
    pub(crate) fn new(
        service: &'static str,
        audience: Audience,
        database: Database,
        settings: DatabaseSettings,
        broker: Broker,
        pokes: async_nats::Client,
    ) -> Self {
        Self {
            service,
            audience,
            stream: stream_name(service, audience),
            wakers: Arc::clone(database.wakers()),
            database,
            settings,
            broker,
            pokes,
        }
    }

    /// Works until `stop`, through every trouble.
    pub(crate) async fn run(self, stop: CancellationToken) {
        let mut pause = POLL;
        while !stop.is_cancelled() {
            match self.lead_or_follow(&stop).await {
                Ok(()) => pause = POLL,
                Err(error) => {
                    tell(&error, &self.stream);
                    rest(pause, &stop).await;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                }
            }
        }
    }

    async fn lead_or_follow(&self, stop: &CancellationToken) -> Result<(), RelayError> {
        let options = connect_options(self.service, &self.settings.url, &self.settings)?;
        let mut lock = PgConnection::connect_with(&options).await?;
        while !self.try_lock(&mut lock).await? {
            self.follow(stop).await;
            if stop.is_cancelled() {
                return Ok(lock.close().await?);
            }
        }
        tracing::info!(stream = self.stream, "relay leads");
        let led = self.lead(&mut lock, stop).await;
        // Closing the connection frees the lock at once.
        lock.close().await?;
        led
    }

    async fn try_lock(&self, lock: &mut PgConnection) -> Result<bool, RelayError> {
        let name = format!("relay/{}/{}", self.service, audience_text(self.audience));
        let digest = sha256(name.as_bytes());
        let key = i64::from_be_bytes(digest[..8].try_into().expect("eight octets"));
        let locked = sqlx::query_scalar!(r#"SELECT pg_try_advisory_lock($1) AS "locked!""#, key)
            .fetch_one(lock)
            .await?;
        Ok(locked)
    }

    async fn lead(
        &self,
        lock: &mut PgConnection,
        stop: &CancellationToken,
    ) -> Result<(), RelayError> {
        let mut pokes = self
            .pokes
            .subscribe(self.poke_subject())
            .await
            .map_err(|error| BrokerError::refused("poke cannot be subscribed to", error))?;
        // Another release may know the type, another broker take the size.
        self.free_parked().await?;
        let mut position = self.reconcile().await?;
        let mut poll = interval(POLL);
        poll.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            // Also before stopping: what was accepted leaves with us.
            position = self.drain(position).await?;
            if stop.is_cancelled() {
                return Ok(());
            }
            tokio::select! {
                () = self.waker().notified() => {}
                Some(_) = pokes.next() => {}
                _ = poll.tick() => {
                    // A lock whose connection has died is nobody's.
                    lock.ping().await?;
                    self.check_still_there(position).await?;
                }
                () = stop.cancelled() => {}
            }
        }
    }

    /// Tells the leader of each commit here, until it is time to try for the
    /// lead again.
    async fn follow(&self, stop: &CancellationToken) {
        let until = tokio::time::sleep(POLL);
        tokio::pin!(until);
        loop {
            tokio::select! {
                () = self.waker().notified() => {
                    // A lost poke is caught by the leader's poll.
                    if let Err(error) = self.pokes.publish(self.poke_subject(), "".into()).await {
                        tracing::debug!(%error, "poke was not sent");
                    }
                }
                () = &mut until => return,
                () = stop.cancelled() => return,
            }
        }
    }

    fn waker(&self) -> &tokio::sync::Notify {
        self.wakers.relay(self.audience)
    }

    fn poke_subject(&self) -> String {
        format!("linia.poke.{}", self.service)
    }
}

/// What passes by itself is a warning; what waits for a person, an error.
fn tell(error: &RelayError, stream: &str) {
    let cause = error as &dyn std::error::Error;
    match error {
        RelayError::AheadOfJournal { .. }
        | RelayError::Broker(BrokerError::StreamDiffers { .. }) => {
            tracing::error!(error = cause, stream, "relay stands still");
        }
        RelayError::Database(_) | RelayError::Broker(_) | RelayError::LostTrack => {
            tracing::warn!(error = cause, stream, "relay pauses");
        }
    }
}

async fn rest(pause: Duration, stop: &CancellationToken) {
    tokio::select! {
        () = tokio::time::sleep(pause) => {}
        () = stop.cancelled() => {}
    }
}
