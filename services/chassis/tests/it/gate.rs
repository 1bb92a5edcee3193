//! A gate that holds handlers up in the midst of their transactions, so that a
//! test can act at that very moment.

use std::time::Duration;

use linia_chassis::database::DbError;
use linia_tests::stack::retry::poll_until;
use sqlx::{Connection, PgConnection};

use crate::world::World;

const KEY: i64 = 1;
const LIMIT: Duration = Duration::from_secs(20);

/// A closed gate. Dropped or opened, it lets everybody pass.
pub(crate) struct Gate(PgConnection);

impl Gate {
    /// Closes the gate.
    pub(crate) async fn close(world: &World) -> Self {
        let mut conn = world.superuser().await;
        sqlx::query("SELECT pg_advisory_lock($1)")
            .bind(KEY)
            .execute(&mut conn)
            .await
            .expect("nobody else closes it");
        Self(conn)
    }

    /// Waits until so many wait at the gate.
    pub(crate) async fn wait_for(&mut self, waiting: i64) {
        let conn = &mut self.0;
        poll_until(LIMIT, async || {
            let count: i64 = sqlx::query_scalar(
                "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database \
                 WHERE d.datname = current_database() AND locktype = 'advisory' AND NOT granted",
            )
            .fetch_one(&mut *conn)
            .await
            .expect("counts");
            (count == waiting).then_some(())
        })
        .await
        .expect("they arrive at the gate");
    }

    /// Lets everybody pass.
    pub(crate) async fn open(self) {
        self.0.close().await.expect("closes the connection");
    }
}

/// Waits at the gate; at most one passes at a time.
pub(crate) async fn pass_in_tx(conn: &mut PgConnection) -> Result<(), DbError> {
    sqlx::query("SELECT pg_advisory_xact_lock($1)")
        .bind(KEY)
        .execute(conn)
        .await?;
    Ok(())
}
