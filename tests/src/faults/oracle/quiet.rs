//! Waiting until all that was begun is done.

use std::time::Duration;

use async_nats::jetstream::consumer::{Consumer, pull};
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection as _};

use super::super::error::{FaultError, Result};
use super::consumers::READERS;
use super::streams::{administer, find, stream_name};
use crate::stack::retry::poll_until;
use crate::stack::{Service, System};

/// How thoroughly to wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rest {
    /// Until every effect is there.
    Effects,
    /// Also until the broker has delivered again whatever was not acknowledged.
    Redeliveries,
    /// Until these services have read everything; whatever else may be under way.
    Read(Vec<Service>),
}

/// Waits until nothing is under way any more.
///
/// # Errors
/// [`FaultError::NotQuiet`] with what still is.
pub async fn wait_until_quiet(system: &System, rest: Rest, limit: Duration) -> Result<()> {
    let mut waiting = String::new();
    let quiet = poll_until(limit, async || {
        match under_way(system, &rest).await {
            Ok(None) => return Some(()),
            Ok(Some(what)) => waiting = what,
            Err(error) => waiting = error.report(),
        }
        None
    });
    let done = quiet.await;
    done.ok_or(FaultError::NotQuiet {
        seconds: limit.as_secs(),
        waiting,
    })
}

async fn under_way(system: &System, rest: &Rest) -> Result<Option<String>> {
    let url = system.postgres.superuser_url(system.database());
    let mut conn = PgConnection::connect(&url).await?;
    let found = in_database(&mut conn, rest).await;
    conn.close().await?;
    match found? {
        None if *rest == Rest::Redeliveries => unacknowledged(system).await,
        found => Ok(found),
    }
}

async fn in_database(conn: &mut PgConnection, rest: &Rest) -> sqlx::Result<Option<String>> {
    if let Rest::Read(services) = rest {
        return behind(conn, services).await;
    }
    // Calls that their callers gave up go on: a transaction under way may still write.
    let writing: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM pg_stat_activity \
         WHERE application_name LIKE 'linia-%' AND backend_xid IS NOT NULL",
    )
    .fetch_one(&mut *conn)
    .await?;
    if writing > 0 {
        return Ok(Some(format!("{writing} transactions are under way")));
    }
    for service in Service::ALL {
        let sql = format!("SELECT count(*) FROM {service}.outbox_pending");
        let pending: i64 = sqlx::query_scalar(AssertSqlSafe(sql))
            .fetch_one(&mut *conn)
            .await?;
        if pending > 0 {
            return Ok(Some(format!("{pending} events of {service} are pending")));
        }
    }
    if let Some(behind) = behind(conn, &Service::ALL).await? {
        return Ok(Some(behind));
    }
    let mails: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM notifications.mail_delivery WHERE state = 'pending'",
    )
    .fetch_one(conn)
    .await?;
    Ok((mails > 0).then(|| format!("{mails} mails are pending")))
}

async fn behind(conn: &mut PgConnection, services: &[Service]) -> sqlx::Result<Option<String>> {
    for reader in READERS
        .iter()
        .filter(|reader| services.contains(&reader.service))
    {
        let behind = reader.behind(conn).await?;
        if behind > 0 {
            let (name, source) = (reader.name, reader.source);
            return Ok(Some(format!(
                "{name} is behind {source} in {behind} aggregates"
            )));
        }
    }
    Ok(None)
}

async fn unacknowledged(system: &System) -> Result<Option<String>> {
    let jetstream = administer(&system.nats, "internal").await?;
    for reader in READERS.iter().filter(|reader| reader.is_durable()) {
        let stream = find(&jetstream, &stream_name(reader.source, "internal")).await?;
        let failed = FaultError::broker("a consumer is not found");
        let mut consumer: Consumer<pull::Config> =
            stream.get_consumer(reader.name).await.map_err(failed)?;
        let failed = FaultError::broker("a consumer is not found");
        let info = consumer
            .info()
            .await
            .map_err(|error| failed(Box::new(error)))?;
        let (pending, unacked) = (info.num_pending, info.num_ack_pending);
        if pending > 0 || unacked > 0 {
            let (name, source) = (reader.name, reader.source);
            return Ok(Some(format!(
                "{pending} of {source} are to be delivered to {name}, {unacked} to be acknowledged"
            )));
        }
    }
    Ok(None)
}
