//! The oracle: stands outside the services, and compares what callers were told with what there
//! is: in the tables, in the journals, in the streams, in the inboxes and in the mails.

pub mod consumers;
pub mod dump;
mod effects;
mod entries;
pub mod erased;
pub mod journal;
mod mails;
pub mod quiet;
pub mod streams;
pub mod traces;

use sqlx::Connection as _;
use sqlx::postgres::PgConnection;
use time::OffsetDateTime;

use super::call::Call;
use super::error::Result;
use super::finding::Finding;
use super::scene::Scene;

/// What the oracle saw.
#[derive(Debug, Clone, Default)]
pub struct Inspection {
    /// What is wrong.
    pub findings: Vec<Finding>,
    /// When each event happened.
    pub events: Vec<OffsetDateTime>,
    /// When what each mail tells of had happened.
    pub mails: Vec<OffsetDateTime>,
}

/// Looks at everything, on a quiet system.
///
/// # Errors
/// If the database or the broker cannot be read.
pub async fn inspect(scene: &Scene, calls: &[Call]) -> Result<Inspection> {
    let system = &scene.world.system;
    let url = system.postgres.superuser_url(system.database());
    let mut conn = PgConnection::connect(&url).await?;
    loop {
        let journal = journal::read(&mut conn).await?;
        let mut findings = streams::check(&system.nats, &journal).await?;
        findings.extend(consumers::check(&mut conn, &journal).await?);
        findings.extend(effects::check(&mut conn, calls, &journal).await?);
        findings.extend(entries::check(&mut conn, calls).await?);
        let (told, mails) = mails::check(&mut conn, scene, &journal).await?;
        findings.extend(told);
        // A call that nobody waits for any more may still have written: then look again.
        if journal::count(&mut conn).await? == i64::try_from(journal.len()).unwrap_or_default() {
            conn.close().await?;
            return Ok(Inspection {
                findings,
                events: journal.iter().map(|event| event.row.occur_time).collect(),
                mails,
            });
        }
    }
}
