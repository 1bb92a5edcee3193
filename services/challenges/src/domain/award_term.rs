//! The term between the approval of a result and the award.
//!
//! A prize is paid or an invitation sent no earlier than 15 days after the
//! approval (procurement law of 2019, art. 325–358, on design contests). A term
//! in days ends with the end of its last day, and the day of the event that
//! starts it is not counted (civil code, art. 111): so the first moment is the
//! start of the 16th day after the day of approval, in the authority's zone.

use jiff::{Timestamp, ToSpan as _, civil::Time};
use time::{Duration, OffsetDateTime};

use super::vocabulary::find_zone;

/// Days that must pass in full.
const TERM_DAYS: i64 = 15;

/// Returns the first moment at which prizes may be awarded, or `None` if the
/// zone is unknown.
///
/// It is never less than 15 times 24 hours after the approval, even where a
/// change of the clocks shortens the days between.
#[must_use]
pub fn earliest_award_time(approve_time: OffsetDateTime, zone: &str) -> Option<OffsetDateTime> {
    let zone = find_zone(zone)?;
    let approved = Timestamp::from_nanosecond(approve_time.unix_timestamp_nanos()).ok()?;
    let approval_day = approved.to_zoned(zone.clone()).date();
    let first_day = approval_day.checked_add((TERM_DAYS + 1).days()).ok()?;
    let start = first_day
        .to_datetime(Time::midnight())
        .to_zoned(zone)
        .ok()?
        .timestamp();
    let start = OffsetDateTime::from_unix_timestamp_nanos(start.as_nanosecond()).ok()?;
    Some(start.max(approve_time + Duration::days(TERM_DAYS)))
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn term_ends_with_the_fifteenth_day_in_the_zone_of_the_authority() {
        for (approved, zone, earliest) in [
            // 10 o'clock in Warsaw: the term ends at midnight of 17 to 18 June.
            (
                datetime!(2026-06-02 08:00 UTC),
                "Europe/Warsaw",
                datetime!(2026-06-17 22:00 UTC),
            ),
            // A minute before midnight in Warsaw is still the same day.
            (
                datetime!(2026-06-02 21:59 UTC),
                "Europe/Warsaw",
                datetime!(2026-06-17 22:00 UTC),
            ),
            // Midnight begins the next one.
            (
                datetime!(2026-06-02 22:00 UTC),
                "Europe/Warsaw",
                datetime!(2026-06-18 22:00 UTC),
            ),
            // Kyiv is an hour ahead of Warsaw.
            (
                datetime!(2026-06-02 08:00 UTC),
                "Europe/Kyiv",
                datetime!(2026-06-17 21:00 UTC),
            ),
            // The clocks go back on 25 October.
            (
                datetime!(2026-10-20 08:00 UTC),
                "Europe/Warsaw",
                datetime!(2026-11-04 23:00 UTC),
            ),
        ] {
            assert_eq!(
                earliest_award_time(approved, zone),
                Some(earliest),
                "{approved}"
            );
        }
    }

    #[test]
    fn short_day_does_not_shorten_the_term() {
        // The clocks go forward on 29 March; a term from shortly before midnight
        // would have 14 days, 23 hours and a minute.
        let approved = datetime!(2026-03-20 22:59 UTC);
        let earliest = earliest_award_time(approved, "Europe/Warsaw");
        assert_eq!(earliest, Some(approved + Duration::days(15)));
    }

    #[test]
    fn unknown_zone_has_no_term() {
        assert_eq!(
            earliest_award_time(datetime!(2026-06-02 08:00 UTC), "Mars/Olympus"),
            None
        );
    }
}
