//! How fast the queue moves, and so how long the last in it will wait.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

/// Of the newest measurement in the average: one part in so many.
const WEIGHT: u64 = 4;

/// How long a batch takes while more wait than it takes, averaged over the last
/// few. Nothing is known, and nobody is turned away, before the first such batch.
///
/// Batches are counted, not versions: a batch of one takes nearly as long as a
/// full one. Were the time of small batches shared out among the few in them,
/// fewer would be let in for it, and batches would only become smaller.
#[derive(Debug)]
pub(super) struct Pace {
    nanos: AtomicU64,
    /// How many versions are taken in the time of one batch, by all writers.
    at_once: usize,
}

impl Pace {
    /// Of writers that take so many at once together.
    pub(super) fn new(at_once: usize) -> Self {
        Self {
            nanos: AtomicU64::default(),
            at_once: at_once.max(1),
        }
    }

    /// Learns from a batch that took so long.
    pub(super) fn learn(&self, took: Duration) {
        let took = u64::try_from(took.as_nanos()).unwrap_or(u64::MAX);
        // A measurement that another writer overwrites is no loss.
        let known = self.nanos.load(Ordering::Relaxed);
        let learned = match known {
            0 => took,
            known => known - known / WEIGHT + took / WEIGHT,
        };
        self.nanos.store(learned, Ordering::Relaxed);
    }

    /// How long one more would wait behind so many, until it is in a batch
    /// itself.
    pub(super) fn wait_behind(&self, waiting: usize) -> Duration {
        let batches = u64::try_from(waiting / self.at_once).unwrap_or(u64::MAX);
        Duration::from_nanos(self.nanos.load(Ordering::Relaxed).saturating_mul(batches))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BATCH: Duration = Duration::from_millis(10);

    #[test]
    fn nobody_waits_before_anything_was_measured() {
        assert_eq!(Pace::new(100).wait_behind(1_000), Duration::ZERO);
    }

    #[test]
    fn wait_grows_with_the_batches_in_front() {
        let pace = Pace::new(100);
        pace.learn(BATCH);
        assert_eq!(pace.wait_behind(100), BATCH);
        assert_eq!(pace.wait_behind(250), BATCH * 2);
    }

    #[test]
    fn who_fits_into_the_next_batch_does_not_wait_however_slow_batches_are() {
        let pace = Pace::new(100);
        pace.learn(BATCH * 1_000);
        assert_eq!(pace.wait_behind(99), Duration::ZERO);
    }

    #[test]
    fn pace_follows_the_last_batches() {
        let pace = Pace::new(100);
        pace.learn(BATCH);
        for _ in 0..40 {
            pace.learn(BATCH * 2);
        }
        let wait = pace.wait_behind(100);
        assert!(wait > BATCH * 19 / 10 && wait <= BATCH * 2, "{wait:?}");
    }
}
