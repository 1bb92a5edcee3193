//! Has a migration that takes long, and waits for a lock.

use linia_chassis::process::{App, BootError, NoCommand, Platform, Service};
use sqlx::migrate::Migrator;

use super::ToySettings;

/// Moves into its schema at leisure. Nobody serves it.
pub(crate) struct Settler;

impl Service for Settler {
    const NAME: &'static str = "submissions";
    type Settings = ToySettings;
    type Command = NoCommand;

    fn migrator() -> Migrator {
        // Longer than a statement of a service may take; the lock is the gate's.
        super::migrator(
            "CREATE TABLE settled (id UUID PRIMARY KEY); \
             SELECT pg_sleep(1.5); \
             SELECT pg_advisory_xact_lock(1);",
        )
    }

    async fn build(_: ToySettings, _: Platform) -> Result<App, BootError> {
        Ok(App::new())
    }

    async fn command(_: ToySettings, command: NoCommand, _: Platform) -> Result<(), BootError> {
        match command {}
    }
}
