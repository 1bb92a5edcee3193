//! How large the herd is.

use std::time::Duration;

/// How large the herd is.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// People, each with an entry of their own.
    pub people: usize,
    /// How often, and for how long, capacity is measured, each time with half as many people; the
    /// best counts.
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
    /// What bounds the capacity.
    pub bound: Bound,
}

/// What bounds the capacity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Bound {
    /// The database: each entry is a transaction of its own, one after the other.
    Commits,
    /// The cores: entries share transactions, as the service comes.
    Cores,
}

impl Plan {
    /// As published; takes a minute.
    #[must_use]
    pub const fn full() -> Self {
        Self {
            people: 1_024,
            rounds: 5,
            window: Duration::from_secs(3),
            factor: 10.0,
            before: Duration::from_secs(10),
            after: Duration::from_secs(1),
            repeat_every: 5,
            bound: Bound::Commits,
        }
    }

    /// As published, when nothing but the cores sets a bound.
    #[must_use]
    pub const fn of_cores() -> Self {
        Self {
            bound: Bound::Cores,
            ..Self::full()
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
            bound: Bound::Cores,
            ..Self::full()
        }
    }
}
