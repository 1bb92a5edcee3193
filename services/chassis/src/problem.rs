//! What a caller is told when a call fails: `google.rpc.Status` with
//! `ErrorInfo`, `BadRequest` and `RetryInfo` (AIP-193). Nothing internal.

use std::{collections::HashMap, fmt, time::Duration};

use tonic::{Code, Status};
use tonic_types::{ErrorDetails, FieldViolation, StatusExt};

/// The `domain` of every `ErrorInfo`.
pub const ERROR_DOMAIN: &str = "linia";

/// The reason where fields of the request are wrong.
const INVALID_FIELDS: &str = "INVALID_FIELDS";

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

    /// Nobody in particular calls, and somebody has to.
    #[must_use]
    pub fn sign_in_required() -> Self {
        Self::unauthenticated("SIGN_IN_REQUIRED", "an access token is required")
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

    /// There is nothing here that does this.
    pub fn unimplemented(reason: &'static str, message: impl Into<String>) -> Self {
        Self::new(Code::Unimplemented, reason, message)
    }

    /// It took longer than a caller may wait. It may be done all the same.
    pub fn deadline_exceeded(message: impl Into<String>) -> Self {
        Self::new(Code::DeadlineExceeded, "DEADLINE_EXCEEDED", message)
    }

    /// What was stored cannot be read back as it was.
    pub fn data_loss(reason: &'static str, message: impl Into<String>) -> Self {
        Self::new(Code::DataLoss, reason, message)
    }

    /// The caller went away in the middle of what it sent.
    #[must_use]
    pub fn cancelled() -> Self {
        Self::new(Code::Cancelled, "CANCELLED", "the call was cut off")
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
        let mut violations = Violations(std::mem::take(&mut self.0.violations));
        violations.add(field, reason, description);
        self.0.violations = violations.0;
        self
    }

    /// One field of the request is wrong.
    pub fn field(
        field: impl Into<String>,
        reason: &'static str,
        description: impl Into<String>,
    ) -> Self {
        let mut violations = Violations::default();
        violations.add(field, reason, description);
        Self::of_fields(violations.0)
    }

    /// Fields of the request are wrong.
    fn of_fields(violations: Vec<Violation>) -> Self {
        let fields: Vec<_> = violations.iter().map(|it| it.field.as_str()).collect();
        let message = format!("invalid: {}", fields.join(", "));
        let mut problem = Self::invalid(INVALID_FIELDS, message);
        problem.0.violations = violations;
        problem
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

    fn is_of_fields(&self) -> bool {
        self.0.reason == INVALID_FIELDS
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
            let violations = problem.violations.into_iter();
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
            field: violation.field,
            description: violation.description,
            reason: violation.reason.to_owned(),
            localized_message: None,
        }
    }
}

fn shortened(mut text: String, chars: usize) -> String {
    if let Some((end, _)) = text.char_indices().nth(chars) {
        text.truncate(end);
        text.push('…');
        text.shrink_to_fit();
    }
    text
}

/// Joins two readings of one request: both, or all that is wrong with either.
///
/// # Errors
/// INVALID_ARGUMENT (`INVALID_FIELDS`) with the violations of both, those of
/// `first` first. A problem of another kind is told alone.
pub fn both<A, B>(
    first: Result<A, Problem>,
    second: Result<B, Problem>,
) -> Result<(A, B), Problem> {
    match (first, second) {
        (Ok(first), Ok(second)) => Ok((first, second)),
        (Err(first), Err(second)) if first.is_of_fields() && second.is_of_fields() => {
            let mut violations = first.0.violations;
            violations.extend(second.0.violations);
            violations.truncate(VIOLATIONS);
            Err(Problem::of_fields(violations))
        }
        (Err(problem), _) | (_, Err(problem)) => Err(problem),
    }
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

    /// Adds a violation. No more are kept than are told, however much is
    /// wrong: nobody has proved yet who is asking.
    pub fn add(
        &mut self,
        field: impl Into<String>,
        reason: &'static str,
        description: impl Into<String>,
    ) {
        if self.0.len() == VIOLATIONS {
            return;
        }
        self.0.push(Violation {
            field: shortened(field.into(), VIOLATION_CHARS),
            reason,
            description: shortened(description.into(), VIOLATION_CHARS),
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
        Err(Problem::of_fields(self.0))
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
    fn no_more_is_kept_than_is_told() {
        let mut violations = Violations::default();
        for index in 0..100_000 {
            violations.add(format!("scores[{index}]"), "UNKNOWN", "x".repeat(1_000));
        }
        let problem = violations.into_result().expect_err("is invalid");
        let kept = problem.violations();
        assert_eq!(kept.len(), VIOLATIONS);
        assert!(kept.iter().all(|it| it.description.capacity() < 1_000));
    }

    #[test]
    fn two_readings_of_a_request_are_told_together() {
        let of = |field: &str| Err::<(), _>(Problem::field(field, "MALFORMED", "must be a UUID"));
        let fields = |problem: Problem| {
            let told = problem.violations().iter();
            told.map(|it| it.field.clone()).collect::<Vec<_>>()
        };
        assert_eq!(both(Ok(1), Ok(2)).expect("both"), (1, 2));
        let problem = both(of("name"), of("request_id")).expect_err("both are wrong");
        assert_eq!(fields(problem), ["name", "request_id"]);
        let problem = both(Ok(1), of("request_id")).expect_err("one is wrong");
        assert_eq!(fields(problem), ["request_id"]);
        let problem = both(of("name"), Err::<(), _>(Problem::internal())).expect_err("both");
        assert_eq!(fields(problem), ["name"]);
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
