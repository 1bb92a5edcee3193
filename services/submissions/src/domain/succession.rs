//! How a stage follows the one before it: its finalists have time to enter it, and it does not close
//! before they could.

use linia_chassis::id::StageId;
use time::{Duration, OffsetDateTime};

use crate::domain::stage::Stage;

/// Time that is enough for finalists, however long their stage has been open.
const ENOUGH: Duration = Duration::days(7);

/// How long a stage that waits is left alone; letting its finalists in wakes it
/// sooner.
const LOOK_AGAIN: Duration = Duration::HOUR;

/// Those who advance would have too little time for their works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the next stage closes at {close_time}, which leaves those who advance too little time; \
     it has to be extended for all, beyond {least_close_time}"
)]
pub struct TooLittleTime {
    /// The stage that they advance to.
    pub stage: StageId,
    /// When it closes.
    pub close_time: OffsetDateTime,
    /// When it would have to close at the earliest, if it were decided now.
    pub least_close_time: OffsetDateTime,
}

/// The earliest time at which a stage may close that opened at `open_time`, if it is decided at `now`
/// who advances to it: as much time as has passed since it opened is left, or seven days. Time limits
/// take account of the time that drawing works up takes (compare Directive 2014/24/EU, art. 47(1)).
#[must_use]
pub fn least_close_time(open_time: OffsetDateTime, now: OffsetDateTime) -> OffsetDateTime {
    now + (now - open_time).min(ENOUGH)
}

impl Stage {
    /// Lets it be decided at `now` who advances to this stage, unless they would
    /// have [too little time](least_close_time) for it.
    ///
    /// # Errors
    /// [`TooLittleTime`].
    pub fn require_time_for_finalists(&self, now: OffsetDateTime) -> Result<(), TooLittleTime> {
        let least_close_time = least_close_time(self.open_time, now);
        if self.close_time < least_close_time {
            return Err(TooLittleTime {
                stage: self.id,
                close_time: self.close_time,
                least_close_time,
            });
        }
        Ok(())
    }
}

/// Until when a stage is not to be closed that takes works until `close_time`;
/// `None` if it is to be closed now. One that `waits` has not let its finalists
/// in: they are to find it open, and its time can still be put off.
#[must_use]
pub fn not_closed_before(
    close_time: OffsetDateTime,
    waits: bool,
    now: OffsetDateTime,
) -> Option<OffsetDateTime> {
    if now < close_time {
        Some(close_time)
    } else if waits {
        Some(now + LOOK_AGAIN)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPEN: OffsetDateTime = OffsetDateTime::UNIX_EPOCH;

    #[test]
    fn finalists_have_as_much_time_as_has_passed_or_seven_days() {
        let (hour, day) = (Duration::HOUR, Duration::DAY);
        // After the opening: when the stage closes, when it is decided, whether it can be.
        for (closes, decided, allowed) in [
            (2 * hour, -30 * day, true),
            (2 * hour, Duration::ZERO, true),
            (2 * hour, hour, true),
            (2 * hour, hour + Duration::SECOND, false),
            (2 * hour, 3 * hour, false),
            (60 * day, 30 * day, true),
            (60 * day, 53 * day, true),
            (60 * day, 53 * day + Duration::SECOND, false),
            (60 * day, 60 * day, false),
            (60 * day, 90 * day, false),
        ] {
            let least = least_close_time(OPEN, OPEN + decided);
            assert_eq!(OPEN + closes >= least, allowed, "{closes} {decided}");
        }
    }

    #[test]
    fn stage_closes_at_its_time_once_its_finalists_were_let_in() {
        let (close, early) = (OPEN + Duration::DAY, OPEN);
        for (now, waits, expected) in [
            (early, false, Some(close)),
            (early, true, Some(close)),
            (close, false, None),
            (close, true, Some(close + LOOK_AGAIN)),
            (
                close + Duration::DAY,
                true,
                Some(close + Duration::DAY + LOOK_AGAIN),
            ),
        ] {
            assert_eq!(not_closed_before(close, waits, now), expected);
        }
    }
}
