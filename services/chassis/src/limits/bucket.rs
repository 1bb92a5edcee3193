//! A token bucket per key, as the generic cell rate algorithm (ITU-T I.371,
//! annex A): of each key only the moment is kept at which all that it has done
//! will be forgotten.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use super::Rate;
use crate::problem::Problem;

const MINUTE: Duration = Duration::from_secs(60);

/// Limits how often something is done for each of many keys.
#[derive(Debug)]
pub struct RateLimit<K> {
    /// What one time costs.
    cost: Duration,
    /// How much may be owed at once.
    patience: Duration,
    /// Keys that are remembered at most.
    capacity: usize,
    /// Until when each key owes something.
    debts: Mutex<HashMap<K, Instant>>,
}

impl<K: Eq + Hash> RateLimit<K> {
    /// A limit that remembers so many keys at most. Beyond that, the keys that
    /// owe least are forgotten: whoever has keys without end is not held by a
    /// limit per key anyway.
    #[must_use]
    pub fn new(rate: Rate, capacity: usize) -> Self {
        let cost = MINUTE / rate.per_minute.max(1);
        Self {
            cost,
            patience: cost * rate.burst.max(1),
            capacity: capacity.max(2),
            debts: Mutex::default(),
        }
    }

    /// Counts one time for a key.
    ///
    /// # Errors
    /// RESOURCE_EXHAUSTED (`RATE_LIMITED`) with the time after which it is
    /// worth repeating; this time is not counted.
    pub fn take(&self, key: K, now: Instant) -> Result<(), Problem> {
        let mut debts = self.debts.lock().unwrap_or_else(PoisonError::into_inner);
        if debts.len() >= self.capacity && !debts.contains_key(&key) {
            make_room(&mut debts, now, self.capacity / 2);
        }
        let debt = debts.entry(key).or_insert(now);
        let after = (*debt).max(now) + self.cost;
        let owed = after - now;
        if owed > self.patience {
            return Err(limited(owed - self.patience));
        }
        *debt = after;
        Ok(())
    }
}

/// Forgets the keys that owe nothing any more and, if that is not enough, all
/// but the `rest` that owe most.
fn make_room<K: Eq + Hash>(debts: &mut HashMap<K, Instant>, now: Instant, rest: usize) {
    debts.retain(|_, debt| *debt > now);
    if debts.len() <= rest {
        return;
    }
    let mut ends: Vec<_> = debts.values().copied().collect();
    let at = ends.len() - rest;
    let (_, least, _) = ends.select_nth_unstable(at);
    let least = *least;
    debts.retain(|_, debt| *debt > least);
}

fn limited(retry_after: Duration) -> Problem {
    Problem::exhausted(
        "RATE_LIMITED",
        "this was called too often of late",
        retry_after,
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn limit(per_minute: u32, burst: u32, capacity: usize) -> RateLimit<u32> {
        RateLimit::new(Rate { per_minute, burst }, capacity)
    }

    fn debts(limit: &RateLimit<u32>) -> usize {
        limit.debts.lock().expect("not poisoned").len()
    }

    #[test]
    fn burst_is_let_through_and_then_the_rate() {
        let (limit, now) = (limit(60, 3, 10), Instant::now());
        for _ in 0..3 {
            limit.take(1, now).expect("within the burst");
        }
        limit.take(1, now).expect_err("beyond it");
        limit.take(2, now).expect("another key");
        limit.take(1, now + SECOND).expect("a second later");
        limit.take(1, now + SECOND).expect_err("but once only");
        for _ in 0..3 {
            limit.take(1, now + SECOND * 10).expect("after a pause");
        }
    }

    #[test]
    fn caller_is_told_when_to_return_and_refusals_cost_nothing() {
        let (limit, now) = (limit(6, 1, 10), Instant::now());
        limit.take(1, now).expect("the first");
        for _ in 0..100 {
            let status = tonic::Status::from(limit.take(1, now).expect_err("too often"));
            let details = tonic_types::StatusExt::get_error_details(&status);
            let retry = details.retry_info().and_then(|it| it.retry_delay);
            assert_eq!(retry, Some(SECOND * 10));
        }
        limit.take(1, now + SECOND * 10).expect("as told");
    }

    #[test]
    fn memory_is_bounded_and_who_owes_most_is_remembered() {
        let (limit, now) = (limit(60, 2, 100), Instant::now());
        for _ in 0..2 {
            limit.take(0, now).expect("within the burst");
        }
        for key in 1..10_000 {
            limit.take(key, now).expect("another key");
            assert!(debts(&limit) <= 100);
        }
        limit.take(0, now).expect_err("still remembered");
        limit.take(10_000, now + SECOND * 60).expect("a new key");
        assert!(debts(&limit) <= 100);
    }

    proptest! {
        #[test]
        fn never_more_than_burst_and_rate(
            pauses in prop::collection::vec(0_u64..5_000, 1..200),
            per_minute in 1_u32..600,
            burst in 1_u32..50,
        ) {
            let limit = limit(per_minute, burst, 10);
            let start = Instant::now();
            let (mut now, mut passed) = (start, 0.0);
            for pause in pauses {
                now += Duration::from_millis(pause);
                if limit.take(1, now).is_ok() {
                    passed += 1.0;
                }
                let minutes = (now - start).as_secs_f64() / 60.0;
                let most = f64::from(burst) + minutes * f64::from(per_minute);
                prop_assert!(passed <= most + 1e-3);
            }
        }
    }
}
