//! A call and what became of it.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use time::OffsetDateTime;
use tonic::{Code, Status};
use tonic_types::StatusExt as _;
use uuid::Uuid;

use super::wire::{Answer, Silence};
use crate::story::world::moment;

/// A call and what became of it.
#[derive(Debug, Clone)]
pub struct Call {
    /// The person, by number.
    pub person: usize,
    /// Repeated by identical calls.
    pub request_id: Uuid,
    /// What the caller was told.
    pub outcome: Outcome,
    /// When, by the callers' clock.
    pub answered: Instant,
}

/// What a caller was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It was taken, now or before.
    Accepted(Taken),
    /// It was not taken.
    Refused {
        /// The status code.
        code: Code,
        /// The reason of its `ErrorInfo`.
        reason: String,
        /// Whether it says when to come back.
        hint: bool,
    },
    /// It has never left its caller, who had waited for too long.
    Unsent,
    /// Nobody knows: the call got lost, or may have been carried out.
    Unknown(String),
}

/// What a receipt says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Taken {
    /// The entry.
    pub entry: Uuid,
    /// Its version.
    pub version: i32,
    /// By the one clock.
    pub accept_time: OffsetDateTime,
}

impl Outcome {
    /// What an answer tells.
    #[must_use]
    pub fn of(answer: &Answer) -> Self {
        match answer.read() {
            Err(Silence::NoTurn) => Self::Unsent,
            Err(Silence::Broken(error)) => Self::Unknown(error.to_string()),
            Ok(Err(status)) => Self::refused(&status),
            Ok(Ok(receipt)) => {
                let entry = receipt.entry.rsplit('/').next().unwrap_or_default();
                Self::Accepted(Taken {
                    entry: entry.parse().unwrap_or_default(),
                    version: receipt.version,
                    accept_time: moment(receipt.accept_time),
                })
            }
        }
    }

    fn refused(status: &Status) -> Self {
        let details = status.get_error_details();
        let Some(info) = details.error_info() else {
            return Self::Unknown(format!("{:?}: {}", status.code(), status.message()));
        };
        // What the database or the queue did with it is not known then.
        let open = [
            "DATABASE_UNAVAILABLE",
            "DEADLINE_UNDECIDED",
            "STOPPING",
            "INTERNAL",
        ];
        if open.contains(&info.reason.as_str()) {
            return Self::Unknown(info.reason.clone());
        }
        Self::Refused {
            code: status.code(),
            reason: info.reason.clone(),
            hint: details.retry_info().is_some(),
        }
    }
}

/// How many calls ended how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Made.
    pub calls: usize,
    /// Taken, repeats included.
    pub accepted: usize,
    /// Turned away because there were too many.
    pub overloaded: usize,
    /// Turned away because the stage had closed.
    pub late: usize,
    /// Turned away for another reason.
    pub otherwise: usize,
    /// Of those turned away because of the load, without a hint when to come back.
    pub without_hint: usize,
    /// Never sent.
    pub unsent: usize,
    /// Nobody knows.
    pub unknown: usize,
}

impl Counts {
    /// Counts.
    #[must_use]
    pub fn of(calls: &[Call]) -> Self {
        let mut counts = Self::default();
        for call in calls {
            counts.calls += 1;
            match &call.outcome {
                Outcome::Accepted(_) => counts.accepted += 1,
                Outcome::Unsent => counts.unsent += 1,
                Outcome::Unknown(_) => counts.unknown += 1,
                Outcome::Refused { code, reason, hint } => match (code, reason.as_str()) {
                    (Code::ResourceExhausted | Code::Unavailable, _) => {
                        counts.overloaded += 1;
                        counts.without_hint += usize::from(!hint);
                    }
                    (_, "DEADLINE_PASSED") => counts.late += 1,
                    _ => counts.otherwise += 1,
                },
            }
        }
        counts
    }
}

/// What callers saw instead of an answer, and how many of them.
#[must_use]
pub fn unknown(calls: &[Call]) -> BTreeMap<String, usize> {
    let mut seen = BTreeMap::new();
    for call in calls {
        if let Outcome::Unknown(what) = &call.outcome {
            *seen.entry(what.clone()).or_default() += 1;
        }
    }
    seen
}

/// Calls answered as taken per second, a request that was taken before included: for as long as
/// `window` from `start`.
#[must_use]
pub fn goodput(calls: &[Call], start: Instant, window: Duration) -> f64 {
    let within = start..start + window;
    let taken = |call: &&Call| {
        matches!(call.outcome, Outcome::Accepted(_)) && within.contains(&call.answered)
    };
    calls.iter().filter(taken).count() as f64 / window.as_secs_f64()
}
