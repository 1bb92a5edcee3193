//! Moments as people read them: in the contest's zone, which is named.

use jiff::{Timestamp, tz::TimeZone};
use minijinja::{Error, ErrorKind};

/// Writes an RFC 3339 time in an IANA zone, for example
/// `2026-12-01 12:00:00 Europe/Warsaw (UTC+01:00)`. An unknown zone is read as
/// UTC: then the text is still true.
pub(super) fn in_zone(time: &str, zone: &str) -> Result<String, Error> {
    let time: Timestamp = time.parse().map_err(|error| {
        Error::new(ErrorKind::InvalidOperation, "not an RFC 3339 time").with_source(error)
    })?;
    let local = match TimeZone::get(zone) {
        Ok(zone) => time.to_zoned(zone),
        Err(_) => time.to_zoned(TimeZone::UTC),
    };
    Ok(local.strftime("%Y-%m-%d %H:%M:%S %Q (UTC%:z)").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_shown_in_the_zone_with_its_offset() {
        let winter = in_zone("2026-12-01T11:00:00Z", "Europe/Warsaw").expect("writes");
        assert_eq!(winter, "2026-12-01 12:00:00 Europe/Warsaw (UTC+01:00)");
        let summer = in_zone("2026-07-01T10:00:00.5Z", "Europe/Warsaw").expect("writes");
        assert_eq!(summer, "2026-07-01 12:00:00 Europe/Warsaw (UTC+02:00)");
    }

    #[test]
    fn unknown_zone_is_read_as_utc() {
        let shown = in_zone("2026-12-01T11:00:00Z", "Mars/Olympus").expect("writes");
        assert_eq!(shown, "2026-12-01 11:00:00 UTC (UTC+00:00)");
    }

    #[test]
    fn text_that_is_no_time_is_refused() {
        assert!(in_zone("noon", "UTC").is_err());
    }
}
