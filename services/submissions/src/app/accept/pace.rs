//! How fast the queue moves, and so how long the last in it will wait.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

/// Of the newest measurement in the average: one part in so many.
const WEIGHT: u64 = 4;

/// The time between two answers while more wait than a batch takes, averaged
/// over the last few batches. Nothing is known, and nobody is turned away,
/// before the first such batch.
#[derive(Debug, Default)]
pub(super) struct Pace {
    nanos: AtomicU64,
}

impl Pace {
    /// Learns from a batch of `count` that took so long, of a writer that is
    /// one of `writers`.
    pub(super) fn learn(&self, took: Duration, count: usize, writers: usize) {
        let answers = u64::try_from(count.max(1) * writers.max(1)).unwrap_or(u64::MAX);
        let took = u64::try_from(took.as_nanos()).unwrap_or(u64::MAX) / answers;
        // A measurement that another writer overwrites is no loss.
        let known = self.nanos.load(Ordering::Relaxed);
        let learned = match known {
            0 => took,
            known => known - known / WEIGHT + took / WEIGHT,
        };
        self.nanos.store(learned, Ordering::Relaxed);
    }

    /// How long one more would wait behind so many.
    pub(super) fn wait_behind(&self, waiting: usize) -> Duration {
        let waiting = u64::try_from(waiting).unwrap_or(u64::MAX);
        Duration::from_nanos(self.nanos.load(Ordering::Relaxed).saturating_mul(waiting))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BATCH: Duration = Duration::from_millis(10);

    #[test]
    fn nobody_waits_before_anything_was_measured() {
        assert_eq!(Pace::default().wait_behind(1_000), Duration::ZERO);
    }

    #[test]
    fn wait_grows_with_those_in_front_and_shrinks_with_writers() {
        let pace = Pace::default();
        pace.learn(BATCH, 100, 2);
        assert_eq!(pace.wait_behind(200), BATCH);
        assert_eq!(pace.wait_behind(400), BATCH * 2);
    }

    #[test]
    fn pace_follows_the_last_batches() {
        let pace = Pace::default();
        pace.learn(BATCH, 100, 1);
        for _ in 0..40 {
            pace.learn(BATCH * 2, 100, 1);
        }
        let wait = pace.wait_behind(100);
        assert!(wait > BATCH * 19 / 10 && wait <= BATCH * 2, "{wait:?}");
    }
}
