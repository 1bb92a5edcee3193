//! Reading single fields of requests, collecting what is wrong.

use std::str::FromStr;

use linia_chassis::{
    grpc::offset_date_time,
    id::NameError,
    problem::{Problem, Violations},
};
use prost_types::Timestamp;
use time::{Duration, OffsetDateTime, macros::datetime};

use crate::domain::{finding::Finding, shape};

/// Times outside of this cannot be meant, and would burden calendars.
const TIMES: std::ops::Range<OffsetDateTime> =
    datetime!(2000-01-01 00:00 UTC)..datetime!(2200-01-01 00:00 UTC);

/// Reads a resource name.
pub fn name<T: FromStr<Err = NameError>>(
    field: &str,
    name: &str,
    violations: &mut Violations,
) -> Option<T> {
    match name.parse() {
        Ok(id) => Some(id),
        Err(error) => {
            violations.add(field, "NAME_MALFORMED", error.to_string());
            None
        }
    }
}

/// Reads the only field of a request that can be wrong.
///
/// # Errors
/// INVALID_ARGUMENT.
pub fn only_name<T: FromStr<Err = NameError>>(field: &str, text: &str) -> Result<T, Problem> {
    let mut violations = Violations::default();
    let id = name(field, text, &mut violations);
    violations.into_result()?;
    Ok(id.expect("a name that cannot be read is a violation"))
}

/// Reads a time, to the microsecond, which is what is stored.
pub fn time(
    field: &str,
    timestamp: Option<&Timestamp>,
    violations: &mut Violations,
) -> Option<OffsetDateTime> {
    let time = offset_date_time(timestamp?).filter(|time| TIMES.contains(time));
    if time.is_none() {
        violations.add(field, "TIME_OUT_OF_RANGE", "must be from 2000 to 2199");
    }
    time.map(|time| time - Duration::nanoseconds(i64::from(time.nanosecond() % 1_000)))
}

/// Checks a text that stands alone.
pub fn text(field: &str, text: &str, max_chars: usize, violations: &mut Violations) {
    let finding = shape::text_malformation(field, text, max_chars);
    findings("", finding, violations);
}

/// Adds what the domain found, under the path of the message in the request.
pub fn findings(
    prefix: &str,
    findings: impl IntoIterator<Item = Finding>,
    violations: &mut Violations,
) {
    for finding in findings {
        let field = format!("{prefix}{}", finding.field);
        violations.add(field, finding.reason, finding.description);
    }
}
