//! How long a contest is kept (rule 8; procurement law of 2019, art. 78): four
//! years from its end, by the calendar. Entries, works, reviews and protocols
//! are kept intact until then; the database refuses a deletion before.

use time::{Date, Month, OffsetDateTime};

/// Years that are kept in full.
const YEARS: i32 = 4;

/// The moment until which nothing of a contest that ended at `end` may be
/// deleted. A term that began on 29 February ends on 1 March where there is no
/// such day.
#[must_use]
pub fn retain_until(end: OffsetDateTime) -> OffsetDateTime {
    let year = end.year() + YEARS;
    end.replace_year(year).unwrap_or_else(|_| {
        let day = Date::from_calendar_date(year, Month::March, 1);
        end.replace_date(day.expect("every year has a March"))
    })
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn contest_is_kept_for_four_years_by_the_calendar() {
        for (end, until) in [
            (
                datetime!(2026-11-21 12:00 UTC),
                datetime!(2030-11-21 12:00 UTC),
            ),
            // The leap day of 2028 is among them, and comes again in 2032.
            (
                datetime!(2028-02-29 12:00 UTC),
                datetime!(2032-02-29 12:00 UTC),
            ),
            // 2100 is no leap year.
            (
                datetime!(2096-02-29 12:00 UTC),
                datetime!(2100-03-01 12:00 UTC),
            ),
        ] {
            assert_eq!(retain_until(end), until, "{end}");
        }
    }
}
