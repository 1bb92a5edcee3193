//! The lease of a piece of work: short, so that what a dead process held is
//! taken up soon, and renewed for as long as the work goes on.
//!
//! Who lost its lease without knowing, because it stood still for too long, is
//! fenced: no lease, no completion, no commit.

use std::time::Duration;

use sqlx::postgres::types::PgInterval;
use tokio_util::task::AbortOnDropHandle;

use super::DueWork;
use crate::database::{Database, DbError};

/// How long a lease lasts that nobody renews. Bridges three renewals.
pub(super) const LEASE: Duration = Duration::from_secs(10);
const RENEWAL: Duration = Duration::from_secs(3);

/// Renews the lease of `work` until the returned handle is dropped.
///
/// The task is one of its own: a handler that computes for seconds keeps its
/// lease.
pub(super) fn keep(database: Database, work: &DueWork) -> AbortOnDropHandle<()> {
    let work = work.clone();
    AbortOnDropHandle::new(tokio::spawn(async move {
        loop {
            tokio::time::sleep(RENEWAL).await;
            if let Err(error) = renew(&database, &work).await {
                // There are two more attempts before the lease ends.
                let error = &error as &dyn std::error::Error;
                tracing::warn!(error, work.kind, work.key = %work.key, "lease was not renewed");
            }
        }
    }))
}

/// Nothing is waited for: a row that is locked is being completed, and nobody
/// else claims it meanwhile.
async fn renew(database: &Database, work: &DueWork) -> Result<(), DbError> {
    sqlx::query!(
        "UPDATE due_work w SET lease_end = clock_timestamp() + $4::interval \
         FROM (SELECT kind, key FROM due_work \
               WHERE kind = $1 AND key = $2 AND lease = $3 FOR UPDATE SKIP LOCKED) held \
         WHERE w.kind = held.kind AND w.key = held.key",
        work.kind,
        work.key,
        work.lease,
        interval(LEASE),
    )
    .execute(database.pool())
    .await?;
    Ok(())
}

/// Postgres counts microseconds; what is below is cut off.
pub(super) fn interval(duration: Duration) -> PgInterval {
    let whole = duration - Duration::from_nanos(u64::from(duration.subsec_nanos() % 1_000));
    PgInterval::try_from(whole).expect("whole microseconds, about a minute")
}
