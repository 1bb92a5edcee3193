//! Where the story happens: the running system, its one clock, and the means to wait for a state.

use std::{future::Future, time::Duration};

use prost_types::Timestamp;
use time::OffsetDateTime;

use super::{Clients, Narrator, Result, StoryError, receipts::PublishedKeys};
use crate::stack::{Options, Place, System, retry::poll_until};

/// How long a state may take to come about. Generous: the machine may be slow, and a state that
/// comes is noticed at once.
const PATIENCE: Duration = Duration::from_secs(60);

/// The running system and whoever tells its story. Whoever tells it knows no more of the system
/// than its place; whoever has started it keeps all of it.
#[derive(Debug)]
pub struct World<P: Place + ?Sized = dyn Place> {
    /// Clients that speak as nobody in particular.
    pub anonymous: Clients,
    /// Tells what happens.
    pub narrator: Narrator,
    /// The five services and what they stand on.
    pub system: P,
}

impl World<System> {
    /// Starts the system.
    ///
    /// # Errors
    /// If a part of it does not start.
    pub async fn start(options: Options, narrator: Narrator) -> Result<Self> {
        let system = System::start(options, &|step| narrator.say(step)).await?;
        let anonymous = Clients::anonymous(&system);
        Self::around(system, anonymous, narrator).await
    }

    /// Ends the system properly.
    pub async fn end(self) {
        self.system.stop().await;
    }
}

impl<P: Place> World<P> {
    /// The world of a running system, which is reached as these clients do.
    ///
    /// # Errors
    /// If it does not become usable.
    pub async fn around(system: P, anonymous: Clients, narrator: Narrator) -> Result<Self> {
        let world = Self {
            anonymous,
            narrator,
            system,
        };
        // Submissions makes its signing key at its first start and publishes it in the background.
        world
            .wait_for("submissions publishes its signing key", async || {
                let keys = PublishedKeys::fetch(&world.anonymous).await.ok()?;
                (!keys.is_empty()).then_some(())
            })
            .await?;
        Ok(world)
    }
}

impl<P: Place + ?Sized> World<P> {
    /// The time by the one clock.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn now(&self) -> Result<OffsetDateTime> {
        Ok(self.system.clock().now().await?)
    }

    /// Lets time pass until `time`.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn travel_to(&self, time: OffsetDateTime) -> Result<()> {
        Ok(self.system.clock().advance_to(time).await?)
    }

    /// Waits until `attempt` finds what it looks for.
    ///
    /// # Errors
    /// [`StoryError::TimedOut`], naming `step`.
    pub async fn wait_for<T>(
        &self,
        step: &str,
        attempt: impl AsyncFnMut() -> Option<T>,
    ) -> Result<T> {
        poll_until(PATIENCE, attempt)
            .await
            .ok_or_else(|| timed_out(step))
    }

    /// The same, where an attempt can fail, which ends the waiting.
    ///
    /// # Errors
    /// [`StoryError::TimedOut`], naming `step`; the attempt's own.
    pub async fn try_wait_for<T>(
        &self,
        step: &str,
        mut attempt: impl AsyncFnMut() -> Result<Option<T>>,
    ) -> Result<T> {
        poll_until(PATIENCE, async || attempt().await.transpose())
            .await
            .unwrap_or_else(|| Err(timed_out(step)))
    }

    /// Waits for a future that ends when a state has come about.
    ///
    /// # Errors
    /// [`StoryError::TimedOut`], naming `step`.
    pub async fn await_state<T>(&self, step: &str, state: impl Future<Output = T>) -> Result<T> {
        tokio::time::timeout(PATIENCE, state)
            .await
            .map_err(|_| timed_out(step))
    }
}

fn timed_out(step: &str) -> StoryError {
    StoryError::TimedOut {
        step: step.to_owned(),
        seconds: PATIENCE.as_secs(),
    }
}

/// A time as the contracts carry it.
#[must_use]
pub fn timestamp(time: OffsetDateTime) -> Timestamp {
    Timestamp {
        seconds: time.unix_timestamp(),
        nanos: time.nanosecond().try_into().unwrap_or_default(),
    }
}

/// A time of the contracts; the epoch if it is absent.
#[must_use]
pub fn moment(timestamp: Option<Timestamp>) -> OffsetDateTime {
    let timestamp = timestamp.unwrap_or_default();
    let nanos = i128::from(timestamp.seconds) * 1_000_000_000 + i128::from(timestamp.nanos);
    OffsetDateTime::from_unix_timestamp_nanos(nanos).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}
