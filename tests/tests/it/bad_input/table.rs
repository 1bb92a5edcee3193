//! A table of calls that must be refused: who calls what, what is wrong with it, and what the
//! caller is told.

use linia_tests::story::Clients;
use serde_json::Value;
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

use super::wire::Wire;

/// The domain of every error of this system.
const DOMAIN: &str = "linia";
/// What a caller has no business to read.
const INTERNAL: [&str; 9] = [
    "sqlx",
    "postgres",
    "constraint",
    "relation",
    "select ",
    "panic",
    "linia_",
    ".rs",
    "unwrap",
];

/// What a caller is told: the status code, the reason of the `ErrorInfo`, and the fields of the
/// `BadRequest`, in the order of the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    code: Code,
    reason: String,
    fields: Vec<String>,
}

impl Refusal {
    pub(super) fn new(code: Code, reason: &str) -> Self {
        Self {
            code,
            reason: reason.to_owned(),
            fields: Vec::new(),
        }
    }

    /// Naming these fields.
    pub(super) fn at(self, fields: &[&str]) -> Self {
        let fields = fields.iter().map(|&field| field.to_owned()).collect();
        Self { fields, ..self }
    }

    /// What a status tells.
    pub(super) fn of(status: &Status) -> Self {
        let details = status.get_error_details();
        let info = details.error_info();
        let violations = details.bad_request().map(|it| it.field_violations.iter());
        Self {
            code: status.code(),
            reason: info.map(|info| info.reason.clone()).unwrap_or_default(),
            fields: violations
                .into_iter()
                .flatten()
                .map(|violation| violation.field.clone())
                .collect(),
        }
    }
}

/// The request itself is wrong, in these fields.
pub(super) fn invalid(fields: &[&str]) -> Refusal {
    Refusal::new(Code::InvalidArgument, "INVALID_FIELDS").at(fields)
}

/// The state of things forbids it.
pub(super) fn state(reason: &str) -> Refusal {
    Refusal::new(Code::FailedPrecondition, reason)
}

/// There is none, or the caller may not know of it.
pub(super) fn not_found() -> Refusal {
    Refusal::new(Code::NotFound, "NOT_FOUND")
}

/// The caller may know of it, and not do it.
pub(super) fn not_permitted() -> Refusal {
    Refusal::new(Code::PermissionDenied, "NOT_PERMITTED")
}

/// Nobody in particular calls what somebody must.
pub(super) fn sign_in_required() -> Refusal {
    Refusal::new(Code::Unauthenticated, "SIGN_IN_REQUIRED")
}

/// The caller has not seen the last change.
pub(super) fn etag_mismatch() -> Refusal {
    Refusal::new(Code::Aborted, "ETAG_MISMATCH")
}

/// The same `request_id` came with another body.
pub(super) fn request_id_reused() -> Refusal {
    Refusal::new(Code::InvalidArgument, "REQUEST_ID_REUSED")
}

/// The calls so far, and which of them were not refused as they must be.
pub(super) struct Table<'a> {
    wire: &'a Wire,
    rows: usize,
    wrong: Vec<String>,
}

impl<'a> Table<'a> {
    pub(super) const fn new(wire: &'a Wire) -> Self {
        Self {
            wire,
            rows: 0,
            wrong: Vec::new(),
        }
    }

    /// Calls, and notes if the call is not refused as it must be.
    pub(super) async fn refuses(
        &mut self,
        who: &Clients,
        rpc: &str,
        what: &str,
        body: Value,
        expected: Refusal,
    ) {
        match self.wire.call(who, rpc, &body).await {
            Ok(answer) => {
                self.rows += 1;
                self.note(format!("{rpc}, {what}: got {answer}"));
            }
            Err(status) => self.holds(&format!("{rpc}, {what}"), &status, &expected),
        }
    }

    /// Notes if a status is not what the caller must be told.
    pub(super) fn holds(&mut self, what: &str, status: &Status, expected: &Refusal) {
        self.rows += 1;
        let told = Refusal::of(status);
        if told != *expected {
            let message = status.message();
            self.note(format!(
                "{what}: expected {expected:?}, got {told:?}: {message}"
            ));
        }
        self.must_be_fit_for_callers(what, status);
    }

    /// Notes something that is wrong.
    pub(super) fn note(&mut self, what: String) {
        self.wrong.push(what);
    }

    /// Ends the table.
    ///
    /// # Panics
    /// With everything that was not refused as it must be.
    pub(super) fn end(self) {
        let (rows, wrong) = (self.rows, self.wrong);
        assert!(
            wrong.is_empty(),
            "{} of {rows} are wrong:\n{}",
            wrong.len(),
            wrong.join("\n")
        );
    }

    fn must_be_fit_for_callers(&mut self, what: &str, status: &Status) {
        let details = status.get_error_details();
        if let Some(info) = details.error_info()
            && info.domain != DOMAIN
        {
            self.note(format!("{what}: the domain is {}", info.domain));
        }
        let violations = details.bad_request().map(|it| it.field_violations.iter());
        let descriptions = violations
            .into_iter()
            .flatten()
            .map(|it| it.description.as_str());
        for text in descriptions.chain([status.message()]) {
            let lower = text.to_lowercase();
            if text.is_empty() || INTERNAL.iter().any(|word| lower.contains(word)) {
                self.note(format!("{what}: callers are told \"{text}\""));
            }
        }
    }
}
