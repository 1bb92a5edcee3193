//! Every stream is delivered twice, in an order drawn at random, to consumers that know nothing
//! yet. They must come to the same as from the streams in their order.

use std::time::Duration;

use async_nats::HeaderMap;
use async_nats::jetstream;
use futures::future::join_all;
use rand::SeedableRng as _;
use rand::rngs::StdRng;
use rand::seq::SliceRandom as _;
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection as _};

use super::super::drill::Drill;
use super::super::error::{FaultError, Result};
use super::super::finding::Finding;
use super::super::oracle::dump::{self, Dump};
use super::super::oracle::journal;
use super::super::oracle::quiet::{Rest, wait_until_quiet};
use super::super::oracle::streams::{self, StreamMessage, stream_name};
use crate::stack::retry::poll_until;
use crate::stack::{NatsUser, Service, System};

const QUIET_LIMIT: Duration = Duration::from_secs(150);
const SEED: u64 = 20_261_121;
const EPOCH_HEADER: &str = "linia-epoch";
/// Of no relay: theirs begin with 1.
const EPOCH: &str = "0";

/// Whose events others consume.
const PUBLISHERS: [Service; 3] = [Service::Identity, Service::Challenges, Service::Submissions];
/// Who consumes.
const CONSUMERS: [Service; 4] = [
    Service::Challenges,
    Service::Submissions,
    Service::Notifications,
    Service::Reporting,
];
/// Who makes everything of what it consumes, so that it can begin with nothing at all.
const READERS: [Service; 2] = [Service::Notifications, Service::Reporting];

/// Does it to a system in use, which is of no use afterwards: consumers that begin anew mail
/// everybody everything again.
///
/// # Errors
/// If a step cannot be carried through.
pub async fn shuffle_streams(drill: &mut Drill) -> Result<()> {
    drill.begin("streams delivered twice, shuffled").await?;
    let system = &mut drill.scene.world.system;
    wait_until_quiet(system, Rest::Redeliveries, QUIET_LIMIT).await?;
    let before = read(system).await?;
    let recorded = record(system).await?;
    for service in Service::ALL {
        system.service_mut(service).stop().await;
    }
    forget(system).await?;
    let count = replace_streams(system, &recorded).await?;

    // First those who write no stream that others read: nothing else is delivered yet.
    for service in READERS {
        system.service_mut(service).start().await?;
    }
    wait_until_read(system, &READERS).await?;
    let after = read(system).await?;
    let ours = |dump: &Dump| -> Dump {
        let of_reader = |key: &String| READERS.iter().any(|it| key.starts_with(it.name()));
        let kept = dump.iter().filter(|(key, _)| of_reader(key));
        kept.map(|(key, rows)| (key.clone(), rows.clone()))
            .collect()
    };
    let findings = dump::compare(&ours(&before), &ours(&after));
    drill.add(findings);

    // Now the publishers: each finds a stream that is not as it left it, and fills it again.
    let system = &mut drill.scene.world.system;
    for service in PUBLISHERS {
        system.service_mut(service).start().await?;
    }
    let mut findings = wait_until_filled(system).await?;
    wait_until_read(system, &CONSUMERS).await?;
    let after = read(system).await?;
    findings.extend(dump::compare(&before, &after));
    drill.add(findings);
    drill.note(format!("{count} messages in random order"));
    drill.close();
    Ok(())
}

/// Waits until every stream holds its journal again, in order; gives what is wrong in the end.
async fn wait_until_filled(system: &System) -> Result<Vec<Finding>> {
    let mut last = Ok(Vec::new());
    let filled = poll_until(QUIET_LIMIT, async || {
        last = async {
            let mut conn = connect(system).await?;
            let journal = journal::read(&mut conn).await?;
            conn.close().await?;
            streams::check(&system.nats, &journal).await
        }
        .await;
        matches!(&last, Ok(findings) if findings.is_empty()).then_some(())
    });
    filled.await.unwrap_or_default();
    last
}

async fn connect(system: &System) -> sqlx::Result<PgConnection> {
    PgConnection::connect(&system.postgres.superuser_url(system.database())).await
}

async fn read(system: &System) -> Result<Dump> {
    let mut conn = connect(system).await?;
    let dump = dump::read(&mut conn, &CONSUMERS).await?;
    conn.close().await?;
    Ok(dump)
}

async fn record(system: &System) -> Result<Vec<(Service, Vec<StreamMessage>)>> {
    let admin = streams::administer(&system.nats, "internal").await?;
    let mut recorded = Vec::new();
    for service in PUBLISHERS {
        let messages = streams::read(&admin, &stream_name(service, "internal")).await?;
        recorded.push((service, messages));
    }
    Ok(recorded)
}

/// Takes from the consumers all that they know.
async fn forget(system: &System) -> Result<()> {
    let mut conn = connect(system).await?;
    for service in CONSUMERS {
        for table in dump::projected_tables(&mut conn, service).await? {
            let sql = format!("TRUNCATE {table} CASCADE");
            sqlx::query(AssertSqlSafe(sql)).execute(&mut conn).await?;
        }
        let filter = if READERS.contains(&service) {
            "true"
        } else {
            "consumer LIKE '%_projection'"
        };
        let sql = format!(
            "DELETE FROM {service}.inbox WHERE {filter}; \
             DELETE FROM {service}.projection_checkpoint;"
        );
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut conn).await?;
    }
    sqlx::raw_sql(
        "TRUNCATE notifications.announcement CASCADE; \
         DELETE FROM notifications.due_work;",
    )
    .execute(&mut conn)
    .await?;
    conn.close().await?;
    Ok(())
}

/// Makes the streams anew, each message in them twice and anywhere.
async fn replace_streams(
    system: &System,
    recorded: &[(Service, Vec<StreamMessage>)],
) -> Result<usize> {
    let failed = |error| FaultError::broker("a stream cannot be replaced")(error);
    let admin = streams::administer(&system.nats, "internal").await?;
    let mut random = StdRng::seed_from_u64(SEED);
    let mut count = 0;
    for (service, messages) in recorded {
        let name = stream_name(*service, "internal");
        admin
            .delete_stream(&name)
            .await
            .map_err(|error| failed(Box::new(error)))?;
        system.service(*service).run(&["streams"]).await?;
        let mut twice: Vec<&StreamMessage> = messages.iter().chain(messages).collect();
        twice.shuffle(&mut random);
        let client = system
            .nats
            .connect(&NatsUser::service(service.name()))
            .await;
        let client = client.map_err(|error| failed(Box::new(error)))?;
        let jetstream = jetstream::new(client);
        let mut acks = Vec::with_capacity(twice.len());
        for message in twice {
            let published = jetstream.publish_with_headers(
                message.subject.clone(),
                headers(message),
                message.payload.clone(),
            );
            acks.push(published.await.map_err(|error| failed(Box::new(error)))?);
        }
        for ack in join_all(acks.into_iter().map(IntoFuture::into_future)).await {
            ack.map_err(|error| failed(Box::new(error)))?;
            count += 1;
        }
    }
    Ok(count)
}

/// What the event itself says; nothing by which the broker would notice the repetition.
fn headers(message: &StreamMessage) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, values) in message.headers.iter() {
        let text: &str = name.as_ref();
        if text.starts_with("Nats-") || text == EPOCH_HEADER {
            continue;
        }
        for value in values {
            headers.append(name.clone(), value.clone());
        }
    }
    headers.insert(EPOCH_HEADER, EPOCH);
    headers
}

async fn wait_until_read(system: &System, by: &[Service]) -> Result<()> {
    wait_until_quiet(system, Rest::Read(by.to_vec()), QUIET_LIMIT).await
}
