//! How large the herd is.

use std::time::Duration;

/// How large the herd is.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// People, each with an entry of their own.
    pub people: usize,
    /// How often, and for how long, capacity is measured; the best counts.
    pub rounds: usize,
    /// Of one round.
    pub window: Duration,
    /// The offered load is so many times the capacity.
    pub factor: f64,
    /// The herd comes so long before the closing time.
    pub before: Duration,
    /// And goes on for so long after it.
    pub after: Duration,
    /// Every call of this number repeats the same person's last request.
    pub repeat_every: usize,
}

impl Plan {
    /// As published; takes a minute.
    #[must_use]
    pub const fn full() -> Self {
        Self {
            people: 64,
            rounds: 3,
            window: Duration::from_secs(3),
            factor: 10.0,
            before: Duration::from_secs(10),
            after: Duration::from_secs(1),
            repeat_every: 5,
        }
    }

    /// Shows the rules; its figures mean nothing.
    #[must_use]
    pub const fn short() -> Self {
        Self {
            people: 8,
            rounds: 1,
            window: Duration::from_millis(500),
            before: Duration::from_secs(2),
            after: Duration::from_millis(500),
            ..Self::full()
        }
    }
}
