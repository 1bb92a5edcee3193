//! Reads the fields of events.

use std::{collections::BTreeSet, str::FromStr};

use linia_chassis::id::{AccountId, NameError};
use linia_proto::r#type::v1::LocalizedText;
use prost_types::Timestamp;
use time::OffsetDateTime;

use crate::domain::Titles;

/// A field of an event that does not hold what its definition says.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum FieldError {
    /// Not a resource name of the right kind.
    #[error("{field}: {source}")]
    Name {
        /// Which field.
        field: &'static str,
        /// What was expected.
        source: NameError,
    },
    /// Absent, or not a moment.
    #[error("{0} is not a time")]
    Time(&'static str),
    /// Not a value that this version knows.
    #[error("{0} is unknown")]
    Unknown(&'static str),
}

/// Reads a resource name.
pub(super) fn name<T: FromStr<Err = NameError>>(
    field: &'static str,
    text: &str,
) -> Result<T, FieldError> {
    text.parse()
        .map_err(|source| FieldError::Name { field, source })
}

/// Reads a resource name that versions before did not tell.
pub(super) fn name_if_told<T: FromStr<Err = NameError>>(
    field: &'static str,
    text: &str,
) -> Result<Option<T>, FieldError> {
    if text.is_empty() {
        return Ok(None);
    }
    name(field, text).map(Some)
}

/// Reads names of accounts; one that is named twice counts once.
pub(super) fn accounts(
    field: &'static str,
    names: &[String],
) -> Result<BTreeSet<AccountId>, FieldError> {
    names.iter().map(|text| name(field, text)).collect()
}

/// Reads a time.
pub(super) fn moment(
    field: &'static str,
    time: Option<Timestamp>,
) -> Result<OffsetDateTime, FieldError> {
    let read = |time: Timestamp| {
        let nanos = i128::from(time.seconds) * 1_000_000_000 + i128::from(time.nanos);
        OffsetDateTime::from_unix_timestamp_nanos(nanos).ok()
    };
    time.and_then(read).ok_or(FieldError::Time(field))
}

/// Reads a title.
pub(super) fn titles(source_language: &str, texts: Vec<LocalizedText>) -> Titles {
    Titles {
        source_language: source_language.to_owned(),
        by_language: texts
            .into_iter()
            .map(|it| (it.language_code, it.text))
            .collect(),
    }
}
