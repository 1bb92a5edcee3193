//! What a caller is told.

use serde_json::Value;
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

/// What a caller is told: what they asked for, or a status code with the reason of its `ErrorInfo`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Answer {
    Ok,
    Refused { code: String, reason: String },
}

impl Answer {
    pub(super) fn of(answer: &Result<Value, Status>) -> Self {
        match answer {
            Ok(_) => Self::Ok,
            Err(status) => Self::Refused {
                code: name_of(status.code()),
                reason: status
                    .get_error_details()
                    .error_info()
                    .map_or_else(|| "-".to_owned(), |info| info.reason.clone()),
            },
        }
    }
}

/// The code's name as the specification of gRPC writes it.
fn name_of(code: Code) -> String {
    let mut name = String::new();
    for letter in format!("{code:?}").chars() {
        if letter.is_ascii_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.push(letter.to_ascii_uppercase());
    }
    name
}

#[test]
fn codes_are_named_as_the_specification_names_them() {
    assert_eq!(name_of(Code::NotFound), "NOT_FOUND");
    assert_eq!(name_of(Code::FailedPrecondition), "FAILED_PRECONDITION");
}
