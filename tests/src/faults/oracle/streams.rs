//! The streams as they are: every message, read raw.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::time::Duration;

use async_nats::HeaderMap;
use async_nats::jetstream::{
    self,
    consumer::{AckPolicy, pull},
    stream::Stream,
};
use bytes::Bytes;
use futures::StreamExt as _;
use uuid::Uuid;

use super::super::error::{FaultError, Result};
use super::super::finding::{Finding, Place};
use super::journal::JournalEvent;
use crate::stack::{Nats, NatsUser, Service};

const BATCH: usize = 1000;
const WAIT: Duration = Duration::from_secs(5);

/// A message of a stream.
#[derive(Debug, Clone)]
pub struct StreamMessage {
    /// Where it was published.
    pub subject: String,
    /// With what headers.
    pub headers: HeaderMap,
    /// What it says.
    pub payload: Bytes,
}

/// An event as a stream holds it.
#[derive(Debug, Clone)]
struct Passed {
    id: Uuid,
    epoch: i64,
    aggregate: Uuid,
    version: i64,
    payload: Bytes,
}

/// Name of a service's stream for an audience.
#[must_use]
pub fn stream_name(service: Service, audience: &str) -> String {
    let prefix = if audience == "public" {
        "LINIA_PUBLIC"
    } else {
        "LINIA"
    };
    format!("{prefix}_{}", service.name().to_uppercase())
}

/// JetStream as whoever sets streams up for an audience.
///
/// # Errors
/// If the broker is not reached.
pub async fn administer(nats: &Nats, audience: &str) -> Result<jetstream::Context> {
    let user = if audience == "public" {
        NatsUser::public_admin()
    } else {
        NatsUser::admin()
    };
    let client = nats
        .connect(&user)
        .await
        .map_err(|error| FaultError::broker("the broker is not reached")(Box::new(error)))?;
    Ok(jetstream::new(client))
}

/// Every message of a stream, in order.
///
/// # Errors
/// If the broker does not deliver them.
pub async fn read(jetstream: &jetstream::Context, name: &str) -> Result<Vec<StreamMessage>> {
    let mut stream = find(jetstream, name).await?;
    let failed = |error| FaultError::broker("a stream cannot be read")(error);
    let info = stream
        .info()
        .await
        .map_err(|error| failed(Box::new(error)))?;
    let total = usize::try_from(info.state.messages).unwrap_or(usize::MAX);
    let config = pull::Config {
        ack_policy: AckPolicy::None,
        ..pull::Config::default()
    };
    let consumer = stream
        .create_consumer(config)
        .await
        .map_err(|error| failed(Box::new(error)))?;
    let mut read = Vec::with_capacity(total);
    while read.len() < total {
        let wanted = BATCH.min(total - read.len());
        let batch = consumer
            .batch()
            .max_messages(wanted)
            .expires(WAIT)
            .messages();
        let mut batch = batch.await.map_err(|error| failed(Box::new(error)))?;
        let before = read.len();
        while let Some(message) = batch.next().await {
            let message = message.map_err(failed)?;
            read.push(StreamMessage {
                subject: message.subject.to_string(),
                headers: message.headers.clone().unwrap_or_default(),
                payload: message.payload.clone(),
            });
        }
        if read.len() == before {
            let error = format!("{name} delivered {before} of {total} messages");
            return Err(failed(error.into()));
        }
    }
    Ok(read)
}

/// A stream by its name.
///
/// # Errors
/// If it is not there.
pub async fn find(jetstream: &jetstream::Context, name: &str) -> Result<Stream> {
    let found = jetstream.get_stream(name).await;
    found.map_err(|error| FaultError::broker("a stream is not found")(Box::new(error)))
}

/// The first filling of a stream by its relay. What lies before it was put there by a test.
const FIRST_EPOCH: i64 = 1;

/// Compares each stream with its journal.
///
/// # Errors
/// If a stream cannot be read.
pub async fn check(nats: &Nats, journal: &[JournalEvent]) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for audience in ["internal", "public"] {
        let jetstream = administer(nats, audience).await?;
        for service in Service::ALL {
            let name = stream_name(service, audience);
            let messages = read(&jetstream, &name).await?;
            let written: Vec<&JournalEvent> = journal
                .iter()
                .filter(|event| event.service == service && event.row.audience == audience)
                .collect();
            findings.extend(compare(&name, &messages, &written));
        }
    }
    Ok(findings)
}

fn compare(name: &str, messages: &[StreamMessage], journal: &[&JournalEvent]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut epochs: BTreeMap<i64, Vec<Passed>> = BTreeMap::new();
    for message in messages {
        match passed(message) {
            Some(event) => epochs.entry(event.epoch).or_default().push(event),
            None => findings.push(Finding::phantom(
                Place::Here,
                format!(
                    "{name} holds something that is no event on {}",
                    message.subject
                ),
            )),
        }
    }
    let known: HashMap<Uuid, &JournalEvent> =
        journal.iter().map(|event| (event.row.id, *event)).collect();
    for (epoch, events) in epochs.range(FIRST_EPOCH..) {
        findings.extend(check_epoch(name, *epoch, events, &known));
    }
    // The latest filling holds everything, whatever became of those before.
    let latest: HashSet<Uuid> = epochs
        .last_key_value()
        .map(|(_, events)| events.iter().map(|event| event.id).collect())
        .unwrap_or_default();
    let missing = journal
        .iter()
        .filter(|event| !latest.contains(&event.row.id));
    findings.extend(missing.map(|event| {
        let text = format!("{name} lacks {} {}", event.name(), event.row.id);
        Finding::lost(Place::Time(event.row.occur_time), text)
    }));
    findings
}

fn check_epoch(
    name: &str,
    epoch: i64,
    events: &[Passed],
    journal: &HashMap<Uuid, &JournalEvent>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut seen = HashSet::new();
    let mut versions: HashMap<Uuid, i64> = HashMap::new();
    for event in events {
        let Passed {
            id,
            aggregate,
            version,
            ..
        } = event;
        let Some(written) = journal.get(id) else {
            let text = format!("{name} holds {id}, which the journal does not");
            findings.push(Finding::phantom(Place::Here, text));
            continue;
        };
        let place = Place::Time(written.row.occur_time);
        if written.row.payload.as_bytes() != event.payload {
            let text = format!("{name} holds {id} with another payload");
            findings.push(Finding::phantom(place, text));
        }
        if !seen.insert(*id) {
            let text = format!("{name} holds {id} twice in epoch {epoch}");
            findings.push(Finding::duplicated(place, text));
            continue;
        }
        let last = versions.insert(*aggregate, *version).unwrap_or(0);
        if *version != last + 1 {
            let text = format!("{name}: {version} of {aggregate} follows {last} in epoch {epoch}");
            findings.push(Finding::reordered(place, text));
        }
    }
    findings
}

fn passed(message: &StreamMessage) -> Option<Passed> {
    let text = |name: &str| {
        message
            .headers
            .get(name)
            .map(async_nats::HeaderValue::as_str)
    };
    Some(Passed {
        id: text("ce-id")?.parse().ok()?,
        epoch: text("linia-epoch")?.parse().ok()?,
        aggregate: text("ce-subject")?.parse().ok()?,
        version: text("ce-sequence")?.parse().ok()?,
        payload: message.payload.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::super::super::finding::Fault;
    use super::super::journal::JournalRow;
    use super::*;

    fn written(aggregate: u128, version: i64) -> JournalEvent {
        JournalEvent {
            service: Service::Challenges,
            row: JournalRow {
                id: Uuid::from_u128(aggregate << 64 | u128::try_from(version).unwrap_or_default()),
                audience: "internal".to_owned(),
                aggregate_id: Uuid::from_u128(aggregate),
                version,
                kind: "linia.challenges.events.v1.QuestionAsked".to_owned(),
                occur_time: time::OffsetDateTime::UNIX_EPOCH,
                payload: "{}".to_owned(),
            },
        }
    }

    fn published(event: &JournalEvent, epoch: i64) -> StreamMessage {
        let mut headers = HeaderMap::new();
        headers.insert("ce-id", event.row.id.to_string());
        headers.insert("linia-epoch", epoch.to_string());
        headers.insert("ce-subject", event.row.aggregate_id.to_string());
        headers.insert("ce-sequence", format!("{:020}", event.row.version));
        StreamMessage {
            subject: "linia.v1.challenges.question.asked".to_owned(),
            headers,
            payload: event.row.payload.clone().into(),
        }
    }

    fn faults(messages: &[(&JournalEvent, i64)], journal: &[&JournalEvent]) -> Vec<Fault> {
        let messages: Vec<_> = messages
            .iter()
            .map(|(event, epoch)| published(event, *epoch))
            .collect();
        let findings = compare("stream", &messages, journal);
        findings.into_iter().map(|finding| finding.fault).collect()
    }

    #[test]
    fn stream_is_judged_by_its_journal() {
        let (one, two, other) = (&written(1, 1), &written(1, 2), &written(2, 1));
        let journal = [one, other, two];
        assert_eq!(faults(&[(one, 1), (other, 1), (two, 1)], &journal), []);
        assert_eq!(faults(&[(one, 1), (two, 1)], &journal), [Fault::Lost]);
        assert_eq!(
            faults(&[(one, 1), (other, 1), (two, 1)], &[one, two]),
            [Fault::Phantom]
        );
        assert_eq!(
            faults(&[(one, 1), (one, 1), (other, 1), (two, 1)], &journal),
            [Fault::Duplicated]
        );
        assert_eq!(
            faults(&[(other, 1), (two, 1), (one, 1)], &journal),
            [Fault::Reordered, Fault::Reordered]
        );
    }

    #[test]
    fn stream_that_was_filled_again_must_be_whole() {
        let (one, two) = (&written(1, 1), &written(1, 2));
        let journal = [one, two];
        assert_eq!(faults(&[(one, 1), (one, 2), (two, 2)], &journal), []);
        assert_eq!(
            faults(&[(one, 1), (two, 1), (one, 2)], &journal),
            [Fault::Lost]
        );
    }
}
