//! Applying a batch: what is new and in order is applied, what came before is
//! skipped, what came too early waits among the dead letters.

use std::collections::{HashMap, HashSet};

use tracing::{Span, info_span};
use uuid::Uuid;

use super::{Checkpoint, ProjectionRunner, ReadError, checkpoint};
use crate::{
    consumer::{
        EventRecord, HandlerError, Projection, catch_panic, inbox,
        letters::{self, Letter},
    },
    database::WriteTx,
    failpoint,
    telemetry::{metrics, trace_context},
};

/// What is to be done with a batch.
#[derive(Debug, Default)]
struct Sorted {
    /// In order, per aggregate without gaps.
    apply: Vec<EventRecord>,
    /// The last version applied of each aggregate.
    versions: HashMap<Uuid, i64>,
    /// To be set aside.
    park: Vec<(EventRecord, &'static str)>,
    /// Set aside before, and now applied.
    freed: Vec<Uuid>,
}

impl<P: Projection> ProjectionRunner<P> {
    /// Applies a batch and moves the checkpoint, in one transaction. An event
    /// that cannot be applied is set aside with its aggregate, and the rest
    /// goes on. Should the handler not tell which one it is, they are applied
    /// one by one to find out.
    pub(super) async fn apply(
        &self,
        source: &str,
        from: Option<Checkpoint>,
        events: &[EventRecord],
    ) -> Result<Option<Checkpoint>, ReadError> {
        match self.apply_together(source, from, events).await {
            Err(ReadError::Handler(HandlerError::Park { event: None, .. })) => {
                let mut checkpoint = from;
                for event in events {
                    let single = std::slice::from_ref(event);
                    checkpoint = self.apply_together(source, checkpoint, single).await?;
                }
                Ok(checkpoint)
            }
            applied => applied,
        }
    }

    async fn apply_together(
        &self,
        source: &str,
        from: Option<Checkpoint>,
        events: &[EventRecord],
    ) -> Result<Option<Checkpoint>, ReadError> {
        let Some(to) = events.last().map(Checkpoint::from) else {
            return Ok(from);
        };
        let mut poison: HashMap<Uuid, String> = HashMap::new();
        loop {
            match self.try_apply(source, from, to, events, &poison).await {
                Ok(()) => return Ok(Some(to)),
                Err(ReadError::Handler(HandlerError::Park { event, reason }))
                    if event.is_some() || events.len() == 1 =>
                {
                    let event = event.unwrap_or(to.event_id);
                    tracing::error!(event.id = %event, reason, "event is parked");
                    if poison.insert(event, reason.clone()).is_some() {
                        let error = format!("event {event} was parked and fails again: {reason}");
                        return Err(HandlerError::retry(error).into());
                    }
                }
                Err(error) => return Err(error),
            }
        }
    }

    async fn try_apply(
        &self,
        source: &str,
        from: Option<Checkpoint>,
        to: Checkpoint,
        events: &[EventRecord],
        poison: &HashMap<Uuid, String>,
    ) -> Result<(), ReadError> {
        failpoint::reach("projection.after_read");
        let name = self.projection.name();
        let mut tx = self.database.begin_write().await?;
        if !checkpoint::advance_in_tx(tx.conn(), name, source, from, to).await? {
            return Err(ReadError::LostTrack);
        }
        let sorted = self.sort(&mut tx, source, events, poison).await?;
        let traces: Vec<Span> = sorted
            .apply
            .iter()
            .filter_map(|event| trace(name, event))
            .collect();
        if !sorted.apply.is_empty() {
            catch_panic(self.projection.apply(tx.conn(), &sorted.apply))
                .await
                .map_err(HandlerError::poison_if_refused)?;
            inbox::advance_in_tx(tx.conn(), name, source, &sorted.versions).await?;
        }
        for (event, reason) in &sorted.park {
            let reason = poison.get(&event.id).map_or(*reason, String::as_str);
            letters::park_in_tx(tx.conn(), name, event, reason).await?;
        }
        if !sorted.freed.is_empty() {
            letters::remove_in_tx(tx.conn(), name, &sorted.freed).await?;
        }
        failpoint::reach("projection.before_commit");
        tx.commit().await?;
        failpoint::reach("projection.after_commit");
        drop(traces);
        metrics::consumed(name, "handled", sorted.apply.len() as u64);
        metrics::consumed(name, "parked", sorted.park.len() as u64);
        Ok(())
    }

    async fn sort(
        &self,
        tx: &mut WriteTx,
        source: &str,
        events: &[EventRecord],
        poison: &HashMap<Uuid, String>,
    ) -> Result<Sorted, ReadError> {
        let name = self.projection.name();
        let aggregates: HashSet<Uuid> = events.iter().map(|event| event.aggregate_id).collect();
        let aggregates: Vec<Uuid> = aggregates.into_iter().collect();
        let versions = inbox::versions_in_tx(tx.conn(), name, source, &aggregates).await?;
        let parked =
            letters::of_aggregates_in_tx(tx.conn(), name, Some(source), &aggregates).await?;
        Ok(sort(events, versions, parked, poison))
    }
}

/// A span that continues an event's trace as long as its batch is applied.
fn trace(name: &'static str, event: &EventRecord) -> Option<Span> {
    let traceparent = event.traceparent.as_deref()?;
    let span = info_span!(
        "project",
        otel.name = format!("{name} {}", event.kind),
        otel.kind = "consumer",
        event.id = %event.id,
    );
    trace_context::continue_from(&span, Some(traceparent));
    Some(span)
}

fn sort(
    events: &[EventRecord],
    known: HashMap<Uuid, i64>,
    parked: Vec<Letter>,
    poison: &HashMap<Uuid, String>,
) -> Sorted {
    let mut sorted = Sorted::default();
    let mut last = known;
    // Aggregates that stand still, and events that only wait for another.
    let mut standing: HashSet<Uuid> = HashSet::new();
    let mut waiting: HashMap<(Uuid, i64), (EventRecord, bool)> = HashMap::new();
    for letter in parked {
        if letter.reason == letters::GAP {
            let key = (letter.event.aggregate_id, letter.event.version);
            waiting.insert(key, (letter.event, true));
        } else {
            standing.insert(letter.event.aggregate_id);
        }
    }

    for event in events {
        let id = event.aggregate_id;
        let next = last.get(&id).copied().unwrap_or(0) + 1;
        if event.version < next {
            continue;
        }
        if poison.contains_key(&event.id) || standing.contains(&id) {
            standing.insert(id);
            sorted.park.push((event.clone(), letters::FOLLOWS));
            continue;
        }
        if event.version > next {
            waiting
                .entry((id, event.version))
                .or_insert_with(|| (event.clone(), false));
            continue;
        }
        let mut ready = Some((event.clone(), false));
        while let Some((event, was_parked)) = ready {
            if poison.contains_key(&event.id) {
                standing.insert(id);
                sorted.park.push((event, letters::FOLLOWS));
                break;
            }
            if was_parked {
                sorted.freed.push(event.id);
            }
            let version = event.version;
            last.insert(id, version);
            sorted.versions.insert(id, version);
            sorted.apply.push(event);
            ready = waiting.remove(&(id, version + 1));
        }
    }
    let early = waiting.into_values().filter(|(_, was_parked)| !was_parked);
    sorted
        .park
        .extend(early.map(|(event, _)| (event, letters::GAP)));
    sorted
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use proptest::prelude::*;
    use time::OffsetDateTime;

    use super::*;
    use crate::consumer::Position;

    fn event(aggregate: u8, version: i64) -> EventRecord {
        let id = u128::from(aggregate) << 64 | u128::try_from(version).expect("positive");
        EventRecord {
            id: Uuid::from_u128(id),
            kind: "test".to_owned(),
            service: "test".to_owned(),
            aggregate: "test".to_owned(),
            aggregate_id: Uuid::from_u128(aggregate.into()),
            version,
            time: OffsetDateTime::UNIX_EPOCH,
            traceparent: None,
            data: Bytes::new(),
            position: Position {
                epoch: 1,
                sequence: 1,
            },
        }
    }

    fn letter((event, reason): (EventRecord, &'static str)) -> Letter {
        Letter {
            consumer: "test".to_owned(),
            park_time: event.time,
            event,
            reason: reason.to_owned(),
        }
    }

    #[test]
    fn what_came_before_is_skipped() {
        let known = [(Uuid::from_u128(1), 2)].into();
        let events = [event(1, 1), event(1, 2), event(1, 3), event(1, 3)];
        let sorted = sort(&events, known, Vec::new(), &HashMap::new());
        assert_eq!(sorted.apply.len(), 1);
        assert!(sorted.park.is_empty());
    }

    #[test]
    fn poison_stops_its_own_aggregate_only() {
        let poison = [(event(1, 1).id, "broken".to_owned())].into();
        let events = [event(1, 1), event(2, 1), event(1, 2)];
        let sorted = sort(&events, HashMap::new(), Vec::new(), &poison);
        assert_eq!(sorted.apply.len(), 1);
        assert_eq!(sorted.park.len(), 2);
    }

    #[test]
    fn poison_that_had_waited_for_its_predecessor_stays_parked() {
        let waiting = letter((event(1, 2), letters::GAP));
        let poison = [(event(1, 2).id, "broken".to_owned())].into();
        let sorted = sort(
            &[event(1, 1), event(1, 3)],
            HashMap::new(),
            vec![waiting],
            &poison,
        );
        assert_eq!(sorted.apply.len(), 1);
        assert_eq!(sorted.park.len(), 2);
        assert!(sorted.freed.is_empty());
    }

    proptest! {
        /// However events are shuffled, repeated and cut into batches, each is
        /// applied once and in order.
        #[test]
        fn shuffled_and_repeated_events_are_applied_once_and_in_order(
            order in Just(
                (0..60_u8).map(|n| (n % 3, i64::from(n / 6) + 1)).collect::<Vec<_>>()
            ).prop_shuffle(),
            size in 1_usize..20,
        ) {
            let mut known: HashMap<Uuid, i64> = HashMap::new();
            let mut parked: HashMap<Uuid, Letter> = HashMap::new();
            let mut applied: HashMap<Uuid, Vec<i64>> = HashMap::new();
            for batch in order.chunks(size) {
                let events: Vec<_> = batch.iter().map(|(a, v)| event(*a, *v)).collect();
                let mut letters: Vec<_> = parked.drain().map(|(_, letter)| letter).collect();
                letters.sort_by_key(|l| (l.event.aggregate_id, l.event.version));
                let copies = letters.iter().map(|l| letter((l.event.clone(), letters::GAP)));
                let sorted = sort(&events, known.clone(), copies.collect(), &HashMap::new());
                parked.extend(letters.into_iter().map(|l| (l.event.id, l)));
                for id in &sorted.freed {
                    parked.remove(id);
                }
                for early in sorted.park {
                    parked.insert(early.0.id, letter(early));
                }
                for event in sorted.apply {
                    applied.entry(event.aggregate_id).or_default().push(event.version);
                }
                known.extend(sorted.versions);
            }
            for versions in applied.values() {
                prop_assert_eq!(versions, &(1..=10).collect::<Vec<_>>());
            }
            prop_assert_eq!(applied.len(), 3);
            prop_assert!(parked.is_empty());
        }
    }
}
