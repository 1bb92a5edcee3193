//! Forgets answers that nobody will ask for again.
//!
//! A caller repeats a request within minutes, or after an outage within days.
//! So answers are kept by the real clock, like all that protects the system
//! itself. Entries do not depend on them: their receipts are made anew from
//! what was accepted, for as long as the entry is kept.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::database::{Database, DbError};

/// How long an answer is kept. A request that is repeated later is a new one.
pub const RETENTION_DAYS: i32 = 30;
/// Rows that one statement removes: so none takes long.
const BATCH: u16 = 1000;
const PAUSE: Duration = Duration::from_secs(3600);

/// Tidies now and every hour until `stop`. Replicas do so at once without
/// harm: each skips the rows that another removes.
pub(crate) async fn run(database: Database, stop: CancellationToken) {
    loop {
        if let Err(error) = tidy(&database, &stop).await {
            let error = &error as &dyn std::error::Error;
            tracing::warn!(error, "old answers are kept for now");
        }
        if stop
            .run_until_cancelled(tokio::time::sleep(PAUSE))
            .await
            .is_none()
        {
            return;
        }
    }
}

async fn tidy(database: &Database, stop: &CancellationToken) -> Result<(), DbError> {
    while !stop.is_cancelled() {
        let removed = sqlx::query!(
            "DELETE FROM request_answer WHERE (principal, request_id) IN ( \
                 SELECT principal, request_id FROM request_answer \
                 WHERE create_time < clock_timestamp() - make_interval(days => $1) \
                 ORDER BY create_time LIMIT $2 FOR UPDATE SKIP LOCKED)",
            RETENTION_DAYS,
            i64::from(BATCH),
        )
        .execute(database.pool())
        .await?
        .rows_affected();
        if removed < u64::from(BATCH) {
            break;
        }
    }
    Ok(())
}
