//! What a caller is told when a call fails: `google.rpc.Status` with
//! `ErrorInfo`, `BadRequest` and `RetryInfo` (AIP-193). Nothing internal.

use std::{collections::HashMap, fmt, time::Duration};

use tonic::{Code, Status};
use tonic_types::{ErrorDetails, FieldViolation, StatusExt};

/// The `domain` of every `ErrorInfo`.
pub const ERROR_DOMAIN: &str = "linia";

/// How much is told at most, in violations and in characters. A status travels
/// in headers, of which clients take 16 KiB; and it can repeat what was sent, of
/// which there may be megabytes.
const VIOLATIONS: usize = 32;
const MESSAGE_CHARS: usize = 500;
const VIOLATION_CHARS: usize = 120;

/// A failure that is meant for the caller.
#[derive(Debug, Clone)]
pub struct Problem(Box<Parts>);

#[derive(Debug, Clone)]
struct Parts {
    code: Code,
    reason: &'static str,
    message: String,
    metadata: HashMap<String, String>,
    violations: Vec<Violation>,
    retry_after: Option<Duration>,
}

/// One field of a request that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Path of the field in the request, for example `stages[0].close_time`.
    pub field: String,
    /// UPPER_SNAKE.
    pub reason: &'static str,
    /// For a developer; English.
    pub description: String,
}

impl Problem {
    fn new(code: Code, reason: &'static str, message: impl Into<String>) -> Self {
        Self(Box::new(Parts {
            code,
            reason,
            message: message.into(),
            metadata: HashMap::new(),
            violations: Vec::new(),
            retry_after: None,
        }))
    }

    /// The request itself is wrong, whatever the state of the system.
    pub fn invalid(reason: &'static str, message: impl Into<String>) -> Self {
        Self::new(Code::InvalidArgument, reason, message)
    }

    /// There is no such thing, or the caller may not know of it.
    pub fn not_found(what: impl fmt::Display) -> Self {
        Self::new(Code::NotFound, "NOT_FOUND", format!("{what} was not found"))
    }

    /// The state of the system forbids it now.
    pub fn failed_precondition(reason: &'static str, message: impl Into<String>) -> Self {
        Self::new(Code::FailedPrecondition, reason, message)
    }

    /// Somebody else was quicker; reading again and repeating may help.
    pub fn aborted(reason: &'static str, message: impl Into<String>) -> Self {
        Self::new(Code::Aborted, reason, message)
    }

    /// It is there already, and different.
    pub fn already_exists(reason: &'static str, message: impl Into<String>) -> Self {
        Self::new(Code::AlreadyExists, reason, message)
    }

    /// The caller is known and may not do this.
    pub fn denied(reason: &'static str, message: impl Into<String>) -> Self {
        Self::new(Code::PermissionDenied, reason, message)
    }

    /// The caller is not known.
    pub fn unauthenticated(reason: &'static str, message: impl Into<String>) -> Self {
        Self::new(Code::Unauthenticated, reason, message)
    }

    /// Something that is needed is down; worth repeating after the time given.
    pub fn unavailable(
        reason: &'static str,
        message: impl Into<String>,
        retry_after: Duration,
    ) -> Self {
        let mut problem = Self::new(Code::Unavailable, reason, message);
        problem.0.retry_after = Some(retry_after);
        problem
    }

    /// Too much is asked at once; worth repeating after the time given.
    pub fn exhausted(
        reason: &'static str,
        message: impl Into<String>,
        retry_after: Duration,
    ) -> Self {
        let mut problem = Self::new(Code::ResourceExhausted, reason, message);
        problem.0.retry_after = Some(retry_after);
        problem
    }

    /// What was stored cannot be read back as it was.
    pub fn data_loss(reason: &'static str, message: impl Into<String>) -> Self {
        Self::new(Code::DataLoss, reason, message)
    }

    /// A mistake of ours. The cause belongs into the log, not here.
    #[must_use]
    pub fn internal() -> Self {
        Self::new(Code::Internal, "INTERNAL", "internal error")
    }

    /// Adds a fact that a program can read.
    #[must_use]
    pub fn metadata(mut self, key: impl Into<String>, value: impl fmt::Display) -> Self {
        self.0.metadata.insert(key.into(), value.to_string());
        self
    }

    /// Names a field that is wrong.
    #[must_use]
    pub fn violation(
        mut self,
        field: impl Into<String>,
        reason: &'static str,
        description: impl Into<String>,
    ) -> Self {
        self.0.violations.push(Violation {
            field: field.into(),
            reason,
            description: description.into(),
        });
        self
    }

    /// The status code.
    #[must_use]
    pub fn code(&self) -> Code {
        self.0.code
    }

    /// The reason, in UPPER_SNAKE.
    #[must_use]
    pub fn reason(&self) -> &'static str {
        self.0.reason
    }

    /// The fields that are wrong.
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        &self.0.violations
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.0.reason, self.0.message)
    }
}

impl std::error::Error for Problem {}

impl From<Problem> for Status {
    fn from(Problem(problem): Problem) -> Self {
        let mut details =
            ErrorDetails::with_error_info(problem.reason, ERROR_DOMAIN, problem.metadata);
        if !problem.violations.is_empty() {
            let violations = problem.violations.into_iter().take(VIOLATIONS);
            details.set_bad_request(violations.map(FieldViolation::from).collect::<Vec<_>>());
        }
        if problem.retry_after.is_some() {
            details.set_retry_info(problem.retry_after);
        }
        Self::with_error_details(
            problem.code,
            shortened(problem.message, MESSAGE_CHARS),
            details,
        )
    }
}

impl From<Violation> for FieldViolation {
    fn from(violation: Violation) -> Self {
        Self {
            field: shortened(violation.field, VIOLATION_CHARS),
            description: shortened(violation.description, VIOLATION_CHARS),
            reason: violation.reason.to_owned(),
            localized_message: None,
        }
    }
}

fn shortened(mut text: String, chars: usize) -> String {
    if let Some((end, _)) = text.char_indices().nth(chars) {
        text.truncate(end);
        text.push('…');
    }
    text
}

/// Collects all that is wrong with a request, so that the caller is told at
/// once.
#[derive(Debug, Default)]
pub struct Violations(Vec<Violation>);

impl Violations {
    /// Adds a violation unless `ok`.
    pub fn check(
        &mut self,
        ok: bool,
        field: impl Into<String>,
        reason: &'static str,
        description: impl Into<String>,
    ) {
        if !ok {
            self.add(field, reason, description);
        }
    }

    /// Adds a violation.
    pub fn add(
        &mut self,
        field: impl Into<String>,
        reason: &'static str,
        description: impl Into<String>,
    ) {
        self.0.push(Violation {
            field: field.into(),
            reason,
            description: description.into(),
        });
    }

    /// Whether nothing is wrong so far.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Ends the collection.
    ///
    /// # Errors
    /// INVALID_ARGUMENT (`INVALID_FIELDS`) with all violations, if there are
    /// any.
    pub fn into_result(self) -> Result<(), Problem> {
        if self.0.is_empty() {
            return Ok(());
        }
        let fields: Vec<_> = self.0.iter().map(|v| v.field.as_str()).collect();
        let message = format!("invalid: {}", fields.join(", "));
        let mut problem = Problem::invalid("INVALID_FIELDS", message);
        problem.0.violations = self.0;
        Err(problem)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn caller_is_told_the_reason_of_each_violation() {
        let mut violations = Violations::default();
        violations.add("title", "TEXT_EMPTY", "must not be empty");
        let problem = violations.into_result().expect_err("is invalid");
        let told = Status::from(problem)
            .get_details_bad_request()
            .expect("has violations")
            .field_violations;
        assert_eq!(
            (told[0].field.as_str(), told[0].reason.as_str()),
            ("title", "TEXT_EMPTY")
        );
    }

    #[test]
    fn status_fits_into_headers_however_much_is_wrong() {
        let mut violations = Violations::default();
        for index in 0..10_000 {
            let field = format!("scores[{index}].{}", "x".repeat(index));
            violations.add(field, "UNKNOWN_CRITERION", "x".repeat(10_000));
        }
        let problem = violations.into_result().expect_err("is invalid");
        let status = Status::from(problem);
        let in_base64 = status.details().len() * 4 / 3;
        assert!(in_base64 + status.message().len() < 15 * 1024);
    }
}
