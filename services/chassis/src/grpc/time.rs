//! Times on the wire.

use prost_types::Timestamp;
use time::OffsetDateTime;

/// A time as protobuf writes it.
#[must_use]
pub fn timestamp(time: OffsetDateTime) -> Timestamp {
    Timestamp {
        seconds: time.unix_timestamp(),
        nanos: i32::try_from(time.nanosecond()).expect("below one thousand million"),
    }
}

/// The time that a protobuf timestamp means, in UTC; `None` if it is out of
/// range.
#[must_use]
pub fn offset_date_time(timestamp: &Timestamp) -> Option<OffsetDateTime> {
    let nanos = u32::try_from(timestamp.nanos)
        .ok()
        .filter(|n| *n < 1_000_000_000)?;
    OffsetDateTime::from_unix_timestamp(timestamp.seconds)
        .ok()?
        .replace_nanosecond(nanos)
        .ok()
}
