//! Between domain values and the contracts: what more than one room needs.

mod eligibility;
mod rules;

use linia_chassis::id::NameError;
use linia_proto::challenges::v1::{self as challenges, PublishedStage};
use prost_types::Timestamp;
use time::OffsetDateTime;

use crate::domain::stage::{Criterion, IndividualClosing, Stage};

/// A message of another service does not say what its contract promises.
#[derive(Debug, thiserror::Error)]
pub enum ConvertError {
    /// A name is malformed.
    #[error(transparent)]
    Name(#[from] NameError),
    /// Something is missing or out of range.
    #[error("`{0}` is missing or out of range")]
    Field(&'static str),
}

/// A moment as the contracts write it.
#[must_use]
pub fn timestamp(time: OffsetDateTime) -> Timestamp {
    Timestamp {
        seconds: time.unix_timestamp(),
        nanos: i32::try_from(time.nanosecond()).expect("a second has fewer nanoseconds"),
    }
}

/// A moment as the contracts write it, read.
///
/// # Errors
/// If it is missing or out of range; `field` says which.
pub fn moment(
    timestamp: Option<Timestamp>,
    field: &'static str,
) -> Result<OffsetDateTime, ConvertError> {
    let timestamp = timestamp.ok_or(ConvertError::Field(field))?;
    OffsetDateTime::from_unix_timestamp(timestamp.seconds)
        .ok()
        .zip(u32::try_from(timestamp.nanos).ok())
        .and_then(|(time, nanos)| time.replace_nanosecond(nanos).ok())
        .ok_or(ConvertError::Field(field))
}

/// A SHA-256 as the contracts write it, read.
///
/// # Errors
/// If it has another length; `field` says which.
pub fn sha256(octets: &[u8], field: &'static str) -> Result<[u8; 32], ConvertError> {
    octets.try_into().map_err(|_| ConvertError::Field(field))
}

impl TryFrom<PublishedStage> for Stage {
    type Error = ConvertError;

    fn try_from(published: PublishedStage) -> Result<Self, ConvertError> {
        let rules = rules::rules(&published)?;
        let stage = published.stage.ok_or(ConvertError::Field("stage"))?;
        Ok(Self {
            id: stage.name.parse()?,
            challenge: published.challenge.parse()?,
            authority: published.authority.parse()?,
            ordinal: published.ordinal,
            stage_count: published.stage_count,
            open_time: moment(stage.open_time, "stage.open_time")?,
            close_time: moment(stage.close_time, "stage.close_time")?,
            criteria: stage.criteria.into_iter().map(Criterion::from).collect(),
            finalist_count: stage.finalist_count,
            laureate_count: published.laureate_count,
            sealing_recipient: stage.sealing_recipient,
            unmasking_recipient: published.unmasking_recipient,
            cancelled: published.cancelled,
            challenge_version: published.challenge_version,
            hand_in: rules::hand_in(stage.hand_in.unwrap_or_default()),
            rules,
            individual_closings: published
                .individual_closings
                .into_iter()
                .map(IndividualClosing::try_from)
                .collect::<Result<_, _>>()?,
            settled: published.settled,
        })
    }
}

impl TryFrom<challenges::IndividualClosing> for IndividualClosing {
    type Error = ConvertError;

    fn try_from(message: challenges::IndividualClosing) -> Result<Self, ConvertError> {
        Ok(Self {
            entrant: message.entrant.parse()?,
            close_time: moment(message.close_time, "individual_closings.close_time")?,
        })
    }
}

impl From<challenges::Criterion> for Criterion {
    fn from(criterion: challenges::Criterion) -> Self {
        Self {
            key: criterion.key,
            weight_basis_points: criterion.weight_basis_points,
            max_points: criterion.max_points,
        }
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn moment_survives_the_wire() {
        let time = datetime!(2026-11-21 12:00:00.000001 UTC);
        assert_eq!(moment(Some(timestamp(time)), "time").expect("reads"), time);
    }

    #[test]
    fn malformed_moment_is_an_error() {
        for (seconds, nanos) in [(i64::MAX, 0), (0, -1), (0, 1_000_000_000)] {
            assert!(moment(Some(Timestamp { seconds, nanos }), "time").is_err());
        }
        assert!(moment(None, "time").is_err());
    }
}
