//! The feed's dates: `2021/09/08 8:00 AM`, `2020/03/19 12 p.m.`, `2021/08/31`,
//! `2021/10/14 11:00 AM ET`. They are local times of Washington; the feed does not say so but once.

use time::{Date, Duration, Month, OffsetDateTime, PrimitiveDateTime, Time, UtcOffset};

/// Reads a date of the feed. A date without a time means its first moment.
pub(super) fn parse(text: &str) -> Option<OffsetDateTime> {
    let cleaned = text.replace('.', "").to_uppercase();
    let mut words = cleaned.split_whitespace();
    let date = parse_date(words.next()?)?;
    let time = match words.next() {
        None => Time::MIDNIGHT,
        Some(clock) => parse_time(clock, words.next()?)?,
    };
    if words.next().is_some_and(|zone| zone != "ET") {
        return None;
    }
    let local = PrimitiveDateTime::new(date, time);
    Some(
        local
            .assume_offset(washington(local)?)
            .to_offset(UtcOffset::UTC),
    )
}

fn parse_date(text: &str) -> Option<Date> {
    let mut parts = text.split('/');
    let year = parts.next()?.parse().ok()?;
    let month: u8 = parts.next()?.parse().ok()?;
    let day = parts.next()?.parse().ok()?;
    Date::from_calendar_date(year, Month::try_from(month).ok()?, day).ok()
}

fn parse_time(clock: &str, half: &str) -> Option<Time> {
    let (hour, minute) = clock.split_once(':').unwrap_or((clock, "0"));
    let hour: u8 = hour.parse().ok().filter(|hour| (1..=12).contains(hour))?;
    let hour = match half {
        "AM" => hour % 12,
        "PM" => hour % 12 + 12,
        _ => return None,
    };
    Time::from_hms(hour, minute.parse().ok()?, 0).ok()
}

/// Eastern time: summer time from the second Sunday of March to the first of November (Energy
/// Policy Act of 2005, section 110).
fn washington(local: PrimitiveDateTime) -> Option<UtcOffset> {
    let two = Time::from_hms(2, 0, 0).ok()?;
    let start = sunday(local.year(), Month::March, 2)?.with_time(two);
    let end = sunday(local.year(), Month::November, 1)?.with_time(two);
    let summer = start <= local && local < end;
    UtcOffset::from_hms(if summer { -4 } else { -5 }, 0, 0).ok()
}

/// The nth Sunday of a month.
fn sunday(year: i32, month: Month, nth: i64) -> Option<Date> {
    let first = Date::from_calendar_date(year, month, 1).ok()?;
    let until = (7 - i64::from(first.weekday().number_days_from_sunday())) % 7;
    Some(first + Duration::days(until + 7 * (nth - 1)))
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn every_notation_of_the_feed_is_read() {
        for (text, expected) in [
            ("2020/03/19 12 p.m.", datetime!(2020-03-19 16:00 UTC)),
            ("2021/12/03 11:59 p.m.", datetime!(2021-12-04 04:59 UTC)),
            ("2021/09/08 08:00 AM", datetime!(2021-09-08 12:00 UTC)),
            ("2022/3/27 11:59 PM", datetime!(2022-03-28 03:59 UTC)),
            ("2021/10/14 11:00 AM ET", datetime!(2021-10-14 15:00 UTC)),
            ("2021/08/31", datetime!(2021-08-31 04:00 UTC)),
            ("2021/04/08 12:00 AM", datetime!(2021-04-08 04:00 UTC)),
        ] {
            assert_eq!(parse(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_not_guessed() {
        for text in [
            "",
            "soon",
            "2021/13/01",
            "2021/01/01 25:00 PM",
            "2021/01/01 8:00",
            "2021/01/01 8:00 AM PT",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
