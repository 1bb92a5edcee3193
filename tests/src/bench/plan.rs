//! How much is measured.

use std::time::Duration;

/// How much is measured.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Both sides are measured in turns, this often.
    pub rounds: usize,
    /// How long a rate is measured on one side in one round.
    pub window: Duration,
    /// Calls in flight when each entry is committed alone.
    pub singly: usize,
    /// Calls in flight when entries may share a commit.
    pub grouped: usize,
    /// Reads in flight.
    pub readers: usize,
    /// Events whose way to a subscriber is timed in a round.
    pub latencies: usize,
    /// Events in a backlog, and in the stream that projections are rebuilt from.
    pub events: i64,
    /// How long a process is left alone before its memory is read.
    pub settle: Duration,
}

impl Plan {
    /// As published. Takes a few minutes.
    #[must_use]
    pub const fn full() -> Self {
        Self {
            rounds: 5,
            window: Duration::from_secs(4),
            singly: 16,
            grouped: 64,
            readers: 16,
            latencies: 300,
            events: 100_000,
            settle: Duration::from_secs(3),
        }
    }

    /// Proves that everything can be measured; the numbers mean nothing.
    #[must_use]
    pub const fn smoke() -> Self {
        Self {
            rounds: 2,
            window: Duration::from_millis(500),
            singly: 4,
            grouped: 8,
            readers: 4,
            latencies: 10,
            events: 2_000,
            settle: Duration::from_millis(200),
        }
    }

    /// People who hand in, each an entry of their own: versions of one entry never share a commit.
    #[must_use]
    pub fn entrants(&self) -> usize {
        self.singly.max(self.grouped).max(self.readers)
    }
}
