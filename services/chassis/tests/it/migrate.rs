//! Bringing a schema up to date.

use linia_chassis::process::{self, BootError, Command, Service};
use tokio_util::sync::CancellationToken;

use crate::{gate::Gate, toys::Settler, world::World};

impl World {
    /// Migrates with limits of a second each.
    async fn migrate_in_haste(&self) -> Result<(), BootError> {
        let mut settings = self.settings(Settler::NAME);
        settings.database.statement_timeout_seconds = 1;
        settings.database.migration_lock_timeout_seconds = 1;
        process::execute::<Settler>(settings, Command::Migrate, CancellationToken::new()).await
    }

    async fn is_settled(&self) -> bool {
        let settled = "SELECT count(*) FROM pg_tables WHERE schemaname = 'submissions' \
                       AND tablename = 'settled'";
        self.count(Settler::NAME, settled).await == 1
    }
}

#[tokio::test]
async fn migration_may_take_longer_than_the_statements_of_calls() {
    let world = World::new().await;
    world.migrate_in_haste().await.expect("is migrated");
    assert!(world.is_settled().await);
}

#[tokio::test]
async fn migration_gives_up_rather_than_to_hold_up_everybody_behind_its_lock() {
    let world = World::new().await;
    let gate = Gate::close(&world).await;
    let error = world.migrate_in_haste().await.expect_err("gives up");
    let BootError::Migrate(cause) = error else {
        panic!("{error} is no trouble with a migration");
    };
    assert!(cause.to_string().contains("lock timeout"), "{cause}");
    assert!(!world.is_settled().await);

    gate.open().await;
    world.migrate_in_haste().await.expect("is migrated");
    assert!(world.is_settled().await);
}
