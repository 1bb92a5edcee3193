//! Projections are emptied and read again from zero.

use std::time::Duration;

use sqlx::Connection as _;
use sqlx::postgres::PgConnection;

use super::super::drill::Drill;
use super::super::error::Result;
use super::super::finding::{Finding, Place};
use super::super::oracle::dump::{self, Dump};
use super::super::oracle::quiet::{Rest, wait_until_quiet};
use crate::stack::Service;

const READ_LIMIT: Duration = Duration::from_secs(60);

/// Rebuilds a service's projections on a quiet system; they must be what they were.
///
/// # Errors
/// If the command fails.
pub async fn rebuild(drill: &mut Drill, service: Service) -> Result<()> {
    drill.begin(format!("{service} is rebuilt")).await?;
    let system = &drill.scene.world.system;
    wait_until_quiet(system, Rest::Effects, READ_LIMIT).await?;
    let before = read(drill, service).await?;
    let system = &drill.scene.world.system;
    system.service(service).run(&["rebuild"]).await?;
    wait_until_quiet(system, Rest::Effects, READ_LIMIT).await?;
    let after = read(drill, service).await?;
    let mut findings = dump::compare(&before, &after);
    let rows: usize = before.values().map(Vec::len).sum();
    if rows == 0 {
        let text = format!("{service} had nothing to rebuild");
        findings.push(Finding::lost(Place::Here, text));
    }
    drill.note(format!("{rows} rows of {service} compared"));
    drill.add(findings);
    Ok(())
}

async fn read(drill: &Drill, service: Service) -> Result<Dump> {
    let system = &drill.scene.world.system;
    let url = system.postgres.superuser_url(system.database());
    let mut conn = PgConnection::connect(&url).await?;
    let dump = dump::read(&mut conn, &[service]).await?;
    conn.close().await?;
    Ok(dump)
}
